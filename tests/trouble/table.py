"""All kinds of trouble, by name."""

from tests.trouble import books, clock, comings, damage, kills, rights, room, writers
from tests.trouble.tally import Trouble

TROUBLES = {
    "books": Trouble(books.run, often=10, sample=1),
    "clock": Trouble(clock.run, sample=6),
    "comings": Trouble(comings.run, sample=4),
    "damage": Trouble(damage.run, sample=8),
    "kills": Trouble(kills.run, sample=2),
    "rights": Trouble(rights.run, often=20, sample=1),
    "room": Trouble(room.run, sample=2),
    "writers": Trouble(writers.run, sample=8),
}
