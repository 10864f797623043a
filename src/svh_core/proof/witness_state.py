"""A witness on disk: its key, the logs it follows, and the checkpoint it cosigned last of each."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Final, Self, TypeVar

from svh_core.errors import KeysMissing, LogBroken, Malformed, NotFound, SvhError
from svh_core.proof.checkpoint import Witness, WitnessKey
from svh_core.proof.followed import NOTHING_YET, Followed
from svh_core.proof.forks import Fork
from svh_core.proof.lines import ProofRefused
from svh_core.proof.note_keys import SignerKey, VerifierKey
from svh_core.proof.signing import read_key, write_key

KEY: Final = "witness.key"
VERIFIER: Final = "witness.pub"
LOGS: Final = "logs"

_Key = TypeVar("_Key", bound=VerifierKey)


class WitnessState:
    """The folder of a witness.

    Its key and what it cosigned stay together: an older copy of the folder would cosign once more what was cosigned
    since, or a fork of it. So nothing here ever begins anew under the same key.

    Args:
        folder: that `create` made.
        clock: gives the time, in seconds since 1970.

    Attributes:
        verifier: the public half of its key.
        logs: the keys of the logs it follows, as they were when it was made.

    Raises:
        NotFound: there is no witness.
        LogBroken: it is damaged.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], int] = lambda: int(time.time())) -> None:
        self._folder = folder
        self._clock = clock
        if not folder.is_dir():
            raise NotFound(f"there is no witness at {folder}", next="Make one with `svh witness init`.")
        try:
            (self.verifier,) = _read_back(self._read(VERIFIER), WitnessKey)
            self.logs = _read_back(self._read(LOGS), VerifierKey)
        except ValueError:
            raise self._damaged() from None

    @classmethod
    def create(cls, folder: Path, *, name: str, logs: Sequence[VerifierKey]) -> Self:
        """Makes a witness with a key of its own; it begins with whatever it is shown first of each log.

        Args:
            folder: new, or empty.
            name: of the witness, which nobody else should use.
            logs: the keys of the logs it follows. A log that goes on under a newer key has two.

        Raises:
            Malformed: a key cannot have this name, or there is no log.
            SvhError: there is something in the folder, or it cannot be written.
        """
        if not logs:
            raise Malformed("a witness follows a log", path="--log")
        try:
            key = SignerKey.new(name)
            verifier = WitnessKey(name, key.verifier.public)
        except ProofRefused as refused:
            raise Malformed(str(refused), path="--name") from None
        with _says_why(folder):
            folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            if any(folder.iterdir()):
                raise SvhError(f"{folder} is not empty and stays as it is", next="Name another folder.")
            for log in logs:
                _write(folder / _file_of(log.name), NOTHING_YET)
            _write(folder / LOGS, _written(logs))
            _write(folder / VERIFIER, _written([verifier]))
            write_key(key, folder / KEY)
        return cls(folder)

    @cached_property
    def witness(self) -> Witness:
        """The key, with the clock.

        Raises:
            KeysMissing: it is not there, others can read it, or it is not the key of this witness.
        """
        path = self._folder / KEY
        if not path.is_file():
            raise KeysMissing(f"there is no key of a witness at {path}", next="Put it back, or make a new witness.")
        key = read_key(path, self.verifier.name)
        if key.verifier.public != self.verifier.public:
            raise KeysMissing(f"{path} holds the key of another witness", next="Put the right one back.")
        return Witness(key, self._clock)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else cosigns meanwhile, in this process or in another one."""
        with _alone(self._folder):
            yield

    def log_of(self, note: bytes) -> Followed:
        """The log that a note says it is of, as this witness knows it; a log's key has its origin as its name.

        Args:
            note: a checkpoint, of which nothing but the origin is looked at.

        Raises:
            NotFound: this witness does not follow it.
            LogBroken: what it cosigned last is not there, or not as it was written: all of it is under signatures.
        """
        origin, _, _ = note.partition(b"\n")
        keys = tuple(log for log in self.logs if log.name.encode() == origin)
        if not keys:
            raise NotFound(
                "this is no checkpoint of a log that this witness follows",
                next="It follows those that `svh witness init` named, and no other.",
            )
        try:
            return Followed.parse(self._read(_file_of(keys[0].name)), keys, self.verifier)
        except ProofRefused:
            raise self._damaged() from None

    def keep(self, log: Followed) -> None:
        """Has it on disk what is known of a log, in the place of what was."""
        _write(self._folder / _file_of(log.last.checkpoint.origin), log.export())

    def keep_fork(self, fork: Fork) -> Path:
        """Writes a fork, for whoever has to see it; the same one twice is one file."""
        content = fork.export()
        path = self._folder / f"fork-{hashlib.sha256(content).hexdigest()[:16]}.txt"
        _write(path, content)
        return path

    def _read(self, name: str) -> bytes:
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            raise self._damaged() from None

    def _damaged(self) -> LogBroken:
        return LogBroken(
            f"the witness at {self._folder} is damaged, and does not begin anew",
            next="Make a new one, with a new key, and tell those who rely on this one.",
        )


def _written(keys: Iterable[VerifierKey]) -> bytes:
    return "".join(f"{key.export()}\n" for key in dict.fromkeys(keys)).encode()


def _read_back(written: bytes, kind: type[_Key]) -> list[_Key]:
    keys = [kind.parse(line) for line in written.decode().splitlines()]
    if not keys or _written(keys) != written:
        raise ProofRefused("these keys are not as they were written")
    return keys


def _file_of(origin: str) -> str:
    """The file about a log; an origin may have signs in it that the name of a file cannot have."""
    return f"log-{hashlib.sha256(origin.encode()).hexdigest()[:32]}.checkpoint"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds a lock, of which the system lets go where we are killed."""
    with _says_why(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)  # where the process was forked meanwhile, closing would not let go
            os.close(handle)


@contextmanager
def _says_why(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SvhError(f"nothing can be kept in {folder}: {error.strerror}", next="Look at the folder.") from None


def _write(path: Path, content: bytes) -> None:
    """Puts a file in the place of the one before: when this returns all of it is on disk, and never a part of it."""
    beside = path.with_name(f"{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
