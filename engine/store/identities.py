"""Keep the identities of a gallery: names, further names, notes; rename and join them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from engine.errors import UserError
from engine.store.database import Database


@dataclass(frozen=True, slots=True)
class Identity:
    """A named person across videos. `prototypes`: how many faces it is recognised by.

    `has_double`: somebody else looks the same, a twin or a double, so the user decides each time.
    """

    id: int
    name: str
    aliases: tuple[str, ...]
    notes: str
    prototypes: int
    has_double: bool = False


def name_key(name: str) -> str:
    """What two spellings of one name have in common."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True, slots=True)
class IdentityStore:
    """Methods raise ProjectError where the file fails, UserError where a name is unknown or taken."""

    database: Database

    def all(self) -> tuple[Identity, ...]:
        """By name."""
        return self._load()

    def _load(self, condition: str = "", values: tuple[object, ...] = ()) -> tuple[Identity, ...]:
        rows = self.database.rows(
            f"""SELECT id, name, notes, (SELECT count(*) FROM prototype WHERE identity = identity.id), has_double
            FROM identity{condition} ORDER BY name COLLATE NOCASE, id""",
            values,
        )
        aliases: dict[int, list[str]] = {}
        wanted = f" WHERE identity IN (SELECT id FROM identity{condition})" if condition else ""
        for number, name in self.database.rows(f"SELECT identity, name FROM alias{wanted} ORDER BY key", values):
            aliases.setdefault(number, []).append(name)
        return tuple(
            Identity(
                number,
                name,
                tuple(other for other in aliases.get(number, ()) if other != name),
                notes,
                count,
                bool(has_double),
            )
            for number, name, notes, count, has_double in rows
        )

    def count(self) -> int:
        return int(self.database.row("SELECT count(*) FROM identity")[0])

    def id_of(self, name: str) -> int:
        """Number of whoever bears a name or alias; 0 where nobody does."""
        row = self.database.row("SELECT identity FROM alias WHERE key = ?", (name_key(name),))
        return int(row[0]) if row else 0

    def get(self, name: str) -> Identity:
        """By name, alias, in any case. Raises UserError where the gallery has nobody of that name."""
        number = self.id_of(name)
        if not number:
            raise UserError(f"The gallery has nobody called {name!r}.", "`onlylook gallery list` shows who is in it.")
        return self._load(" WHERE id = ?", (number,))[0]

    def name_of(self, number: int) -> str:
        """ "" for nobody."""
        row = self.database.row("SELECT name FROM identity WHERE id = ?", (number,))
        return str(row[0]) if row else ""

    def doubles(self) -> frozenset[int]:
        """Those of whom the user said that somebody else looks the same."""
        return frozenset(row[0] for row in self.database.rows("SELECT id FROM identity WHERE has_double = 1"))

    def set_double(self, number: int, has_double: bool) -> None:
        """Say that somebody else looks the same, so that films only propose this one; or take it back."""
        self.database.run("UPDATE identity SET has_double = ? WHERE id = ?", (int(has_double), number))

    def names(self) -> dict[int, str]:
        """Name by number."""
        return dict(self.database.rows("SELECT id, name FROM identity"))

    def add(self, name: str, notes: str = "") -> int:
        """The number of a new identity. Raises UserError where the name is empty or taken."""
        name = _checked(name)
        with self.database.transaction():
            number = self.database.run(
                "INSERT INTO identity (name, notes, created_at) VALUES (?, ?, ?)",
                (name, notes, datetime.now(UTC).isoformat()),
            )
            self._call(number, name)
            return number

    def add_alias(self, number: int, name: str) -> None:
        self._call(number, _checked(name))

    def remove_alias(self, number: int, name: str) -> None:
        """Take back a further name. Raises UserError for the name itself, which nobody can be without."""
        if self.name_of(number) and name_key(name) == name_key(self.name_of(number)):
            raise UserError(f"{name!r} is the name itself.", "Rename instead.")
        self.database.run("DELETE FROM alias WHERE identity = ? AND key = ?", (number, name_key(name)))

    def set_notes(self, number: int, notes: str) -> None:
        self.database.run("UPDATE identity SET notes = ? WHERE id = ?", (notes, number))

    def rename(self, number: int, name: str) -> None:
        """Give another name; the former one stays as an alias."""
        name = _checked(name)
        with self.database.transaction():
            self._call(number, name)
            self.database.run("UPDATE identity SET name = ? WHERE id = ?", (name, number))

    def merge(self, kept: int, gone: int) -> None:
        """Make one of two: the first keeps its name and gets the other's names, faces and notes."""
        if kept == gone:
            raise UserError("Both names are of one identity already.", "Name two that are to become one.")
        with self.database.transaction():
            self.database.run("UPDATE alias SET identity = ? WHERE identity = ?", (kept, gone))
            # A face that both have would break the rule that one identity has it once.
            self.database.run(
                """DELETE FROM prototype WHERE identity = ? AND (kind, content) IN
                (SELECT kind, content FROM prototype WHERE identity = ?)""",
                (gone, kept),
            )
            self.database.run("UPDATE prototype SET identity = ? WHERE identity = ?", (kept, gone))
            self.database.run(
                """UPDATE identity SET notes = trim(notes || char(10) ||
                (SELECT notes FROM identity WHERE id = ?), char(10)),
                has_double = max(has_double, (SELECT has_double FROM identity WHERE id = ?)) WHERE id = ?""",
                (gone, gone, kept),
            )
            self.database.run("DELETE FROM identity WHERE id = ?", (gone,))

    def _call(self, number: int, name: str) -> None:
        owner = self.id_of(name)
        if owner not in (0, number):
            raise UserError(
                f"{name!r} is in the gallery already, as {self.names()[owner]!r}.",
                "Choose another name, or make one of the two with `onlylook gallery merge`.",
            )
        self.database.run(
            "INSERT OR REPLACE INTO alias (key, name, identity) VALUES (?, ?, ?)", (name_key(name), name, number)
        )


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise UserError("A name needs at least one letter.", "Give one such as Anna.")
    return name
