"""`onlylook gallery`: who is known across videos: turn it on, put people in, change, share and erase them."""

import argparse
from pathlib import Path

from engine.cli.film import columns, opened
from engine.cli.gallery_find import find_options, run_find
from engine.cli.gallery_index import double_options, index_options, run_double, run_index
from engine.cli.gallery_lock import run_decrypt, run_encrypt
from engine.cli.options import analysis_options
from engine.cli.screen import Screen
from engine.errors import UserError
from engine.identify.open_set import ACCEPTED
from engine.pipeline.enrolment import describe_anew, enrol_person, enrol_photos, photos_in
from engine.pipeline.films import is_project
from engine.pipeline.galleries import ACCEPTED_SETTING, known_cast
from engine.pipeline.gallery_erase import erase_everywhere, projects_here
from engine.pipeline.gallery_files import export_gallery, import_gallery
from engine.pipeline.sought import find_person
from engine.store.failures import GALLERY_SUFFIX, told_file_errors
from engine.store.gallery import Gallery, gallery_path

KEPT = """\
The gallery is on. It keeps, in {path} and nowhere else:
names, notes, pictures of faces that you put in, and the numbers by which they are recognised.
Nothing leaves the machine. `onlylook gallery erase NAME` erases somebody everywhere, `onlylook gallery off` ends it."""


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, title="actions")
    turning = actions.add_parser("on", help="keep a gallery from now on; says what is kept and where")
    turning.add_argument(
        "--accept-strangers", type=float, metavar="SHARE",
        help=f"share of strangers' tracks that may be taken for somebody; default {ACCEPTED:g}",
    )  # fmt: skip
    actions.add_parser("off", help="compare no film with it any more; what it holds stays until it is erased")
    actions.add_parser(
        "encrypt",
        help="lock it with a passphrase, or change that; asks for it, scripts set ONLYLOOK_NEW_PASSPHRASE, and "
        "ONLYLOOK_PASSPHRASE to the present one",
    )
    actions.add_parser("decrypt", help="take the passphrase off")
    actions.add_parser("list", help="who is in it")
    showing = actions.add_parser("show", help="one identity with all its faces and where they come from")
    showing.add_argument("name", metavar="NAME")
    _configure_adding(actions)
    _configure_changes(actions)
    double_options(actions.add_parser("double", help="say that somebody else looks the same: a twin, a double, a swap"))
    index_options(actions.add_parser("index", help="bring the search index of a large gallery up to date"))
    find_options(actions.add_parser("find", help="every segment of somebody in all analysed videos"))
    for action in actions.choices.values():
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer with JSON")
        action.add_argument("-q", "--quiet", action="store_true", default=argparse.SUPPRESS, help="show no progress")
        action.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def _configure_adding(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    adding = actions.add_parser("add", help="put somebody in, by photos or as a person of a film")
    adding.add_argument("name", metavar="NAME")
    adding.add_argument("sources", nargs="+", type=Path, metavar="PHOTO|VIDEO|PROJECT")
    adding.add_argument("--person", metavar="NAME|ID", help="whom of the film, as `onlylook people` lists them")
    adding.add_argument("--alias", action="append", default=[], metavar="NAME", help="a further name")
    adding.add_argument("--notes", metavar="TEXT")
    adding.add_argument("--media", default="", help=argparse.SUPPRESS)
    analysis_options(adding)
    taking = actions.add_parser("import", help="take in a folder of photos (Name/*.jpg) or another gallery")
    taking.add_argument("source", type=Path, metavar="FOLDER|FILE.olag")
    taking.add_argument("--join", action="store_true", help="one name is one person, even where faces differ")


def _configure_changes(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    giving = actions.add_parser("export", help="write it, or some of it, to one file that can be shared")
    giving.add_argument("target", type=Path, metavar="FILE.olag")
    giving.add_argument("names", nargs="*", metavar="NAME", help="only these")
    renaming = actions.add_parser("rename", help="give another name; the former one stays as an alias")
    renaming.add_argument("name", metavar="NAME")
    renaming.add_argument("new_name", metavar="NEW-NAME")
    merging = actions.add_parser("merge", help="make one identity of two; the first name stays")
    merging.add_argument("name", metavar="NAME")
    merging.add_argument("other", metavar="OTHER-NAME")
    removing = actions.add_parser("remove", help="take single faces back, by the numbers that `show` lists")
    removing.add_argument("numbers", nargs="+", type=int, metavar="NUMBER")
    erasing = actions.add_parser("erase", help="erase somebody everywhere, and prove it")
    erasing.add_argument("name", metavar="NAME")
    erasing.add_argument(
        "--project", action="append", default=[], type=Path, metavar="FILE.olat",
        help="also in this project; those of the data folder are always included",
    )  # fmt: skip


def run(arguments: argparse.Namespace, screen: Screen) -> int:
    if arguments.action == "on":
        return _on(arguments, screen)
    if arguments.action == "find":
        return run_find(arguments, screen)
    path = gallery_path()
    if not path.exists():
        raise UserError("There is no gallery yet.", "Turn it on with `onlylook gallery on`; it says what is kept.")
    if arguments.action in LOCKS:
        return LOCKS[arguments.action](path, arguments, screen)
    with Gallery.open(path, read_only=arguments.action in ("list", "show", "export")) as gallery:
        return ACTIONS[arguments.action](gallery, arguments, screen)


def _on(arguments: argparse.Namespace, screen: Screen) -> int:
    share = arguments.accept_strangers
    if share is not None and not 0 < share < 1:
        raise UserError(f"--accept-strangers {share:g} is no share.", "Give a number between 0 and 1, such as 0.001.")
    path = gallery_path()
    with told_file_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with Gallery.open_or_create(path) as gallery:
        gallery.turn(True)
        if share is not None:
            gallery.settings.save(ACCEPTED_SETTING, share)
    screen.answer(KEPT.format(path=path), {"on": True, "gallery": str(path)})
    return 0


def _off(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    gallery.turn(False)
    text = f"The gallery is off. What it holds stays in {gallery.path}; delete that file to be rid of it."
    screen.answer(text, {"on": False, "gallery": str(gallery.path)})
    return 0


def _list(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    known = gallery.identities.all()
    rows = [("NAME", "FACES", "ALSO CALLED"), *((i.name, str(i.prototypes), ", ".join(i.aliases)) for i in known)]
    text = columns(rows, right={1}) if known else "Nobody is in the gallery."
    if not gallery.is_on:
        text += "\nThe gallery is off: no film is compared with it."
    facts = [{"name": i.name, "aliases": list(i.aliases), "notes": i.notes, "faces": i.prototypes} for i in known]
    screen.answer(text, {"on": gallery.is_on, "gallery": str(gallery.path), "identities": facts})
    return 0


def _show(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    one = gallery.identities.get(arguments.name)
    faces: list[dict[str, object]] = []
    rows = [("NUMBER", "FROM", "QUALITY", "SOURCE")]
    for prototype in gallery.prototypes.of(one.id):
        source, described = prototype.source, gallery.prototypes.descriptions(prototype.id)
        quality = {model: round(each.quality, 3) for model, each in described.items()}
        faces.append(
            {
                "number": prototype.id,
                "source": source.kind,
                "path": str(source.path),
                "person": source.person,
                "quality": quality,
            }
        )
        where = f"{source.person} in {source.path}" if source.person else str(source.path)
        rows.append((str(prototype.id), source.kind, ", ".join(f"{m} {q:.2f}" for m, q in quality.items()), where))
    head = one.name + (f", also called {', '.join(one.aliases)}" if one.aliases else "")
    lines = [head, *([one.notes] if one.notes else []), *(["Somebody looks the same."] if one.has_double else [])]
    lines.append(columns(rows, right={0}))
    document = {"name": one.name, "aliases": list(one.aliases), "notes": one.notes, "faces": faces}
    screen.answer("\n".join(lines), document)
    return 0


def _add(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    name, warnings = arguments.name, []
    if arguments.person is not None:
        faces = sum(_add_person(gallery, arguments, screen, path) for path in arguments.sources)
    else:
        films = [path for path in arguments.sources if is_project(path)]
        if films:
            raise UserError(f"{films[0]} is a film.", "Say whom of it with --person; `onlylook people` lists them.")
        done = screen.run(enrol_photos(gallery, [(name, path) for path in arguments.sources]))
        faces, warnings = sum(done.faces.values()), done.warnings
    one = gallery.identities.get(name)
    for alias in arguments.alias:
        gallery.identities.add_alias(one.id, alias)
    if arguments.notes is not None:
        gallery.identities.set_notes(one.id, arguments.notes)
    for warning in warnings:
        screen.note(f"Warning: {warning}")
    one = gallery.identities.get(name)
    screen.answer(
        f"{one.name}: {_faces(faces)} put in, {one.prototypes} in all.",
        {"name": one.name, "added": faces, "faces": one.prototypes, "warnings": warnings},
    )
    return 0


def _add_person(gallery: Gallery, arguments: argparse.Namespace, screen: Screen, path: Path) -> int:
    with opened(arguments, screen, path=path) as film:
        # The gallery is open for writing here, which does not keep it from being read.
        person = find_person(known_cast(film).cast, arguments.person)
        return enrol_person(gallery, film, person, arguments.name)


def _import(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    if arguments.source.suffix.lower() == GALLERY_SUFFIX:
        merged = import_gallery(gallery, arguments.source, arguments.join)
        screen.run(describe_anew(gallery))
        lines = [
            f"{len(merged.added)} new, {len(merged.joined)} known already, {_faces(merged.faces)} put in.",
            *(f"Conflict: {sentence}" for sentence in merged.conflicts),
        ]
        document: dict[str, object] = {
            "added": merged.added, "joined": merged.joined, "faces": merged.faces, "conflicts": merged.conflicts,
        }  # fmt: skip
    else:
        done = screen.run(enrol_photos(gallery, photos_in(arguments.source)))
        for warning in done.warnings:
            screen.note(f"Warning: {warning}")
        lines = [f"{len(done.faces)} people, {_faces(sum(done.faces.values()))} put in."]
        document = {"faces": done.faces, "warnings": done.warnings}
    screen.answer("\n".join(lines), document)
    return 0


def _export(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    count = export_gallery(gallery, arguments.target, arguments.names)
    screen.answer(f"{count} people are in {arguments.target}.", {"file": str(arguments.target), "identities": count})
    return 0


def _rename(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    one = gallery.identities.get(arguments.name)
    gallery.identities.rename(one.id, arguments.new_name)
    new = gallery.identities.get(arguments.new_name)
    screen.answer(f"{one.name} is called {new.name} now.", {"name": new.name, "aliases": list(new.aliases)})
    return 0


def _merge(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    kept, gone = gallery.identities.get(arguments.name), gallery.identities.get(arguments.other)
    gallery.identities.merge(kept.id, gone.id)
    one = gallery.identities.get(kept.name)
    text = f"{gone.name} is {one.name} now, with {_faces(one.prototypes)}."
    screen.answer(text, {"name": one.name, "aliases": list(one.aliases), "faces": one.prototypes})
    return 0


def _remove(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    known = {p.id for one in gallery.identities.all() for p in gallery.prototypes.of(one.id)}
    for number in arguments.numbers:
        if number not in known:
            raise UserError(f"The gallery has no face number {number}.", "`onlylook gallery show NAME` lists them.")
    for number in arguments.numbers:
        gallery.prototypes.remove(number)
    # Loading FAISS takes a moment that most commands need not wait for.
    from engine.pipeline.gallery_index import forget_in_indexes

    forget_in_indexes(gallery)
    screen.answer(f"{_faces(len(arguments.numbers))} taken back.", {"removed": arguments.numbers})
    return 0


def _erase(gallery: Gallery, arguments: argparse.Namespace, screen: Screen) -> int:
    one = gallery.identities.get(arguments.name)
    projects = list(dict.fromkeys([*projects_here(), *arguments.project]))
    done = erase_everywhere(gallery, one, projects)
    text = (
        f"{done.name} is erased: {_faces(done.faces)} of the gallery, and {done.tracks} tracks in "
        f"{len(done.projects)} of {len(projects)} projects. The bytes were looked for, and are gone.\n"
        "Your photos and videos are as they were."
    )
    screen.answer(
        text, {"erased": done.name, "faces": done.faces, "tracks": done.tracks,
               "projects": [str(path) for path in done.projects]},
    )  # fmt: skip
    return 0


def _faces(count: int) -> str:
    return f"{count} face{'s' * (count != 1)}"


LOCKS = {"encrypt": run_encrypt, "decrypt": run_decrypt}
ACTIONS = {
    "off": _off, "list": _list, "show": _show, "add": _add, "import": _import, "export": _export, "rename": _rename,
    "merge": _merge, "remove": _remove, "erase": _erase, "double": run_double, "index": run_index,
}  # fmt: skip
