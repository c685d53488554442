"""Draw what was measured as PNG: ROC, DET and reliability."""

from pathlib import Path
from typing import TYPE_CHECKING

from scipy.stats import norm

from engine.errors import UserError
from engine.export.atomic import replacing
from engine.training.evaluate.reliability import Reliability
from engine.training.evaluate.verification import Roc

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIDE_INCHES = 5.0
DET_TICKS = (0.0001, 0.001, 0.01, 0.05, 0.2, 0.5)


def draw_roc(curves: dict[str, Roc], path: Path) -> None:
    """True over false accept rate, the latter on a logarithmic scale."""
    figure, axes = _page("false accept rate", "true accept rate")
    lowest = 1.0
    for name, curve in curves.items():
        seen = curve.far > 0
        axes.step(curve.far[seen], curve.tar[seen], where="post", label=name)
        lowest = min(lowest, float(curve.far[seen].min()))
    axes.set_xscale("log")
    axes.set_xlim(lowest, 1)
    axes.set_ylim(0, 1.01)
    _save(figure, axes, path)


def draw_det(curves: dict[str, Roc], path: Path) -> None:
    """False rejects over false accepts, both on the normal deviate scale (Martin et al. 1997)."""
    figure, axes = _page("false accept rate", "false reject rate")
    for name, curve in curves.items():
        inner = (curve.far > 0) & (curve.far < 1) & (curve.tar > 0) & (curve.tar < 1)
        axes.plot(norm.ppf(curve.far[inner]), norm.ppf(1 - curve.tar[inner]), label=name)
    labels = [f"{tick:.2%}" if tick < 0.01 else f"{tick:.0%}" for tick in DET_TICKS]
    axes.set_xticks(norm.ppf(DET_TICKS), labels)
    axes.set_yticks(norm.ppf(DET_TICKS), labels)
    _save(figure, axes, path)


def draw_reliability(tables: dict[str, Reliability], path: Path) -> None:
    """What came true over what was claimed; the diagonal is honest."""
    figure, axes = _page("claimed probability", "share that was true")
    axes.plot([0, 1], [0, 1], color="grey", linewidth=0.8)
    for name, table in tables.items():
        axes.plot(table.claimed, table.true, marker="o", label=f"{name}, error {table.error:.3f}")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    _save(figure, axes, path)


def _page(across: str, up: str) -> tuple["Figure", "Axes"]:
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise UserError(
            "Plots are drawn by matplotlib, which is not installed.", 'Run `pip install "only-look-at-them[training]"`.'
        ) from error
    figure = Figure(figsize=(SIDE_INCHES, SIDE_INCHES), layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(True, linewidth=0.3)
    return figure, axes


def _save(figure: "Figure", axes: "Axes", path: Path) -> None:
    if axes.get_legend_handles_labels()[1]:
        axes.legend()
    with replacing(path) as temporary:
        figure.savefig(temporary, format="png", dpi=120)
