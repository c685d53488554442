"""What trains is no part of what runs: neither the command line nor an analysis loads PyTorch."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CODE = """
import sys
import engine.cli.main, engine.cli.train, engine.cli.analyze, engine.cli.cut
import engine.models.heads, engine.pipeline.analysis
print(sorted({"torch", "matplotlib", "tensorboardX"} & set(sys.modules)))
print(any("engine.training" in one for one in sys.modules))
"""


def test_commands_and_pipeline_load_nothing_that_trains() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]\nFalse"
