"""Compress SFace step by step, and compare accuracy, size and processor time with its optimised float network."""

import argparse
import copy
import time
from dataclasses import dataclass

import numpy as np
import onnxruntime
import torch
from lfw import Conditions, load_faces
from numpy.typing import NDArray

from engine.describe.align import ARCFACE_112, align
from engine.describe.face import open_nets, unit
from engine.models.catalog import find
from engine.models.ready import ready_path
from engine.models.weights import locate
from engine.progress import Progress, run
from engine.training.compress.distil import Lessons, distil
from engine.training.compress.prune import reduced
from engine.training.compress.quantise import quantised
from engine.training.evaluate.verification import all_pairs, bootstrap_tar, roc, tar_at_far
from engine.training.networks.chain import Chain, chain_of_sface
from engine.types import Floats, Pixels

Ints = NDArray[np.int64]
STRAIGHT = 8
"""Bends that become ReLU: those of the largest maps, which cost most."""
HELD_BACK = slice(0, 128)
FITTED_ON = slice(128, 384)
RANGES_ON = slice(200, 296)
TESTED_PEOPLE = 620
ROUNDS = 40
BATCH = 8


@dataclass(frozen=True, slots=True, eq=False)
class Photos:
    """`taught`, `tested`: aligned crops of people apart; `people`: (tested,) whose."""

    taught: Pixels
    tested: Pixels
    people: Ints


def report_compression(args: argparse.Namespace) -> None:
    """Tested on people of whom no photo was used to fit, teach or measure ranges; over a million pairs of strangers."""
    photos = read_photos(args)
    original = ready_path("sface")
    networks = {"SFace, optimised, 32 bits": original.read_bytes(), **_made(photos, args)}
    sessions = {name: _session(content) for name, content in networks.items()}
    cost = times(sessions, photos.tested[:BATCH])
    strangers = None
    print("network" + " " * 35 + " TAR at FAR 1e-3   1e-4     MB    ms a face, least and middle   faster")
    for name, content in networks.items():
        vectors = described(sessions[name], photos.tested)
        scores, same = all_pairs(vectors, photos.people)
        rates = tar_at_far(roc(scores, same), (1e-3, 1e-4))
        if strangers is None:
            strangers = int((~same).sum())
            low, high = bootstrap_tar(vectors, photos.people, 1e-3)
        base, mine = cost["SFace, optimised, 32 bits"], cost[name]
        print(
            f"{name:42s} {rates[1e-3]:8.2%} {rates[1e-4]:13.2%} {len(content) / 1e6:6.1f} {min(mine):10.2f} "
            f"{np.median(mine):8.2f} {min(base) / min(mine):14.2f} {np.median(base) / np.median(mine):6.2f}"
        )
    print(f"95 % interval of the first at FAR 1e-3: {low:.2%} to {high:.2%}; {strangers:,} pairs of two people")


def read_photos(args: argparse.Namespace) -> Photos:
    crops, names = _aligned(args)
    _, numbers, counts = np.unique(names, return_inverse=True, return_counts=True)
    dice = np.random.default_rng(7)
    chosen = dice.permutation(np.flatnonzero(counts > 1))[:TESTED_PEOPLE]
    tested = np.isin(numbers, chosen)
    taught = dice.permutation(np.flatnonzero(~tested))
    return Photos(crops[taught], crops[tested], np.unique(numbers[tested], return_inverse=True)[1].astype(np.int64))


def _aligned(args: argparse.Namespace) -> tuple[Pixels, NDArray[np.str_]]:
    if args.cache and args.cache.is_file():
        with np.load(args.cache) as stored:
            return stored["crops"], stored["names"]
    names, faces, _ = load_faces(args.zip, Conditions(), args.photos)
    crops = np.stack([align(face.image, face.landmarks, ARCFACE_112) for face in faces])
    if args.cache:
        np.savez(args.cache, crops=crops, names=np.array(names))
    return crops, np.array(names)


def _made(photos: Photos, args: argparse.Namespace) -> dict[str, bytes]:
    whole = chain_of_sface(locate(find("sface")))
    ranges = photos.taught[RANGES_ON]
    made = {"8 bits": quantised(whole, ranges)}
    fitted, taught = copy.deepcopy(whole), copy.deepcopy(whole)
    if args.student and args.student.is_file():
        # Made by an earlier run.
        stored = torch.load(args.student, weights_only=True)
        fitted.load_state_dict(stored["fitted"])
        taught.load_state_dict(stored["taught"])
    else:
        fitted = run(reduced(whole, photos.taught[FITTED_ON], STRAIGHT, {}))
        taught = _taught(fitted, photos, args)
        if args.student:
            torch.save({"fitted": fitted.state_dict(), "taught": taught.state_dict()}, args.student)
    for chain in (fitted, taught):
        chain.keep_bends(0, STRAIGHT)
    made["8 bits, 8 of 27 bends straight, fitted"] = quantised(fitted, ranges)
    made["the same, taught by SFace"] = quantised(taught, ranges)
    return made


def _taught(fitted: Chain, photos: Photos, args: argparse.Namespace) -> Chain:
    student = copy.deepcopy(fitted).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    teacher = open_nets("sface", "cpu", threads=1)[0]
    lessons = Lessons(epochs=args.lessons, batch=16, rate=1.5e-4, mixed=0.0)
    run(distil(student, teacher.embed, photos.taught[HELD_BACK.stop :], photos.taught[HELD_BACK], lessons), _tell)
    plain: Chain = student.to(memory_format=torch.contiguous_format)
    return plain


def _tell(progress: Progress) -> None:
    if "epoch" in progress.note:
        print(f"# {progress.note}", flush=True)


def _session(content: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def times(sessions: dict[str, onnxruntime.InferenceSession], crops: Pixels) -> dict[str, list[float]]:
    """Processor time in ms a face on one thread, the networks by turns."""
    feeds = {"image": np.ascontiguousarray(crops.transpose(0, 3, 1, 2), np.float32)}
    found: dict[str, list[float]] = {name: [] for name in sessions}
    for _ in range(ROUNDS):
        for name, session in sessions.items():
            start = time.process_time()
            session.run(None, feeds)
            session.run(None, feeds)
            found[name].append((time.process_time() - start) / (2 * len(crops)) * 1000)
    return found


def described(session: onnxruntime.InferenceSession, crops: Pixels) -> Floats:
    parts = [
        session.run(None, {"image": np.ascontiguousarray(crops[at : at + 16].transpose(0, 3, 1, 2), np.float32)})[0]
        for at in range(0, len(crops), 16)
    ]
    return unit(np.concatenate(parts))
