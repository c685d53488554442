"""Find all videos of each identity: the mean average precision by which iQIYI-VID is scored."""

from collections.abc import Collection, Mapping, Sequence

from engine.errors import UserError


def mean_average_precision(
    found: Mapping[str, Sequence[str]], truth: Mapping[str, Collection[str]], most: int = 100
) -> float:
    """MAP at `most` (arXiv:1811.07548): mean over identities of (1/m) sum of the precision at each right answer.

    `found`: by identity, videos from the likeliest on; `truth`: by identity, all m videos that show it. Identities that
    were not looked for count 0; one named without videos in the truth is left out. Raises UserError for a video that is
    listed twice, which would be counted twice.
    """
    wanted = {identity: set(videos) for identity, videos in truth.items() if videos}
    if not wanted:
        raise UserError("The truth names no videos.", "Check the file.")
    total = 0.0
    for identity, videos in wanted.items():
        ranked = list(found.get(identity, ()))[:most]
        if len(set(ranked)) < len(ranked):
            raise UserError(f"A video is listed twice for identity {identity}.", "List each video once.")
        right, precisions = 0, 0.0
        for place, video in enumerate(ranked, 1):
            if video in videos:
                right += 1
                precisions += right / place
        total += precisions / len(videos)
    return total / len(wanted)
