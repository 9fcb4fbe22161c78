"""Is a folder taken that is only memory, and ours alone; and is anything else refused in words?"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reticent.vault import memory_folder
from reticent.vault.memory_folder import NoMemoryFolder


@pytest.fixture
def memory() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as name:
        yield Path(name)


@pytest.fixture
def mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A list of mounts of our own, in the system's form."""
    monkeypatch.setattr(memory_folder, "_MOUNTS", tmp_path / "mounts")
    return tmp_path / "mounts"


def mounted(*at: tuple[Path | str, str]) -> str:
    return "".join(
        f"{n} 1 0:{n} / {str(place).replace(' ', chr(92) + '040')} rw,relatime shared:1 - {kind} {kind} rw\n"
        for n, (place, kind) in enumerate(at)
    )


def test_a_folder_on_a_disk_is_refused_in_words(tmp_path: Path, mounts: Path) -> None:
    mounts.write_text(mounted(("/", "ext4")))

    with pytest.raises(NoMemoryFolder, match="on paper"):
        memory_folder.folder(tmp_path)
    assert list(tmp_path.glob("reticent-*")) == []


def test_the_nearest_mount_says_what_a_folder_is(tmp_path: Path, mounts: Path) -> None:
    inner = tmp_path / "with a blank" / "deep"
    inner.mkdir(parents=True)
    mounts.write_text(mounted(("/", "ext4"), (inner.parent, "tmpfs"), (f"{tmp_path}/with", "ext4")))

    assert memory_folder.is_memory(inner)
    assert not memory_folder.is_memory(tmp_path)


def test_of_two_mounts_on_one_place_the_later_one_counts(tmp_path: Path, mounts: Path) -> None:
    mounts.write_text(mounted((tmp_path, "tmpfs"), (tmp_path, "ext4")))

    assert not memory_folder.is_memory(tmp_path)


def test_a_link_to_a_disk_is_no_memory(memory: Path, tmp_path: Path) -> None:
    (memory / "link").symlink_to(Path(__file__).parent)

    assert memory_folder.is_memory(memory)
    assert not memory_folder.is_memory(memory / "link")


def test_a_system_that_does_not_say_what_is_memory_has_none(memory: Path, mounts: Path) -> None:
    with pytest.raises(NoMemoryFolder):
        memory_folder.folder(memory)


def test_the_folder_is_made_for_us_alone(memory: Path) -> None:
    ours = memory_folder.folder(memory)

    assert ours.stat().st_mode & 0o777 == 0o700
    assert memory_folder.folder(memory) == ours


def test_a_folder_that_others_may_read_or_that_is_a_link_is_refused(memory: Path) -> None:
    ours = memory_folder.folder(memory)
    ours.chmod(0o755)
    with pytest.raises(NoMemoryFolder):
        memory_folder.folder(memory)
    ours.rmdir()
    (memory / "elsewhere").mkdir(mode=0o700)
    ours.symlink_to(memory / "elsewhere")
    with pytest.raises(NoMemoryFolder):
        memory_folder.folder(memory)


def test_a_file_is_read_as_it_was_written_and_empty_before_that(memory: Path) -> None:
    with memory_folder.shelf("mansfield", wanted=memory) as shelf:
        assert shelf.read() == b""
        shelf.write(b"a draft")
        shelf.write(b"another")

    with memory_folder.shelf("mansfield", wanted=memory) as shelf:
        assert shelf.read() == b"another"
    there = sorted(path.name for path in memory_folder.folder(memory).iterdir())
    assert there == ["mansfield", "mansfield.lock"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in memory_folder.folder(memory).iterdir())


def test_two_processes_are_not_at_one_file_at_once(memory: Path) -> None:
    def add_a_hundred() -> None:
        for _ in range(100):
            with memory_folder.shelf("mansfield", wanted=memory) as shelf:
                shelf.write(b"%d" % (int(shelf.read() or b"0") + 1))

    children = []
    for _ in range(2):
        if (child := os.fork()) == 0:
            add_a_hundred()
            os._exit(0)
        children.append(child)

    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    with memory_folder.shelf("mansfield", wanted=memory) as shelf:
        assert shelf.read() == b"200"
