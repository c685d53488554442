"""Keys: presets, what the user changes of them, and that no key has two meanings."""

from collections import Counter

import pytest
from PySide6.QtCore import QSettings

from app.settings.actions import ACTIONS, PRESETS, Preset
from app.settings.keymap import CHANGED, Keymap, normal


@pytest.mark.parametrize("preset", PRESETS)
def test_no_key_of_a_preset_has_two_meanings(preset: Preset) -> None:
    uses = Counter(key for action in ACTIONS.values() for key in action.keys_in(preset))

    assert [key for key, times in uses.items() if times > 1] == []


@pytest.mark.parametrize("preset", PRESETS)
def test_keys_of_presets_are_spelt_as_qt_spells_them(preset: Preset) -> None:
    for action in ACTIONS.values():
        for key in action.keys_in(preset):
            assert normal(key) == key, action.id


def test_keys_that_editors_know(settings: QSettings) -> None:
    keymap = Keymap(settings)
    keymap.use_preset("premiere")
    assert keymap.keys("file.export") == ("Ctrl+M",)
    assert "\\" in keymap.keys("view.fit")
    keymap.use_preset("resolve")
    assert keymap.keys("view.fit") == ("Shift+Z",)
    for action, key in (("play.toggle", "Space"), ("play.back", "J"), ("play.edit-back", "Up")):
        assert keymap.keys(action) == (key,)


def test_changed_key_is_kept_and_taken_from_whoever_had_it(settings: QSettings) -> None:
    Keymap(settings).change("view.names", ["o", "N"])
    again = Keymap(settings)

    assert again.keys("view.names") == ("O", "N")
    assert again.keys("play.only-look") == ()
    assert again.holders("O") == ["view.names"]


def test_reset_gives_a_key_back(settings: QSettings) -> None:
    keymap = Keymap(settings)
    keymap.change("view.names", ["O"])
    keymap.reset("view.names")
    assert keymap.keys("play.only-look") == ("O",)
    keymap.change("view.names", ["O"])
    keymap.reset("play.only-look")
    assert keymap.keys("play.only-look") == ("O",)
    assert keymap.keys("view.names") == ()
    keymap.reset_all()
    assert keymap.keys("view.names") == ("B",)
    assert not any(keymap.is_changed(action) for action in ACTIONS)


def test_own_key_holds_in_every_preset_and_stays_the_only_one(settings: QSettings) -> None:
    keymap = Keymap(settings)
    keymap.change("play.only-look", ["Ctrl+M"])
    keymap.use_preset("premiere")

    assert keymap.holders("Ctrl+M") == ["play.only-look"]


@pytest.mark.parametrize("damaged", ["{", "[1]", '{"play.toggle": 3}', '{"of a newer program": ["X"]}'])
def test_damaged_settings_leave_the_keys_of_the_preset(settings: QSettings, damaged: str) -> None:
    settings.setValue(CHANGED, damaged)

    assert Keymap(settings).keys("play.toggle") == ("Space",)
