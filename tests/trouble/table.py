"""All kinds of trouble, by name."""

from tests.trouble import damage, kills, room, writers
from tests.trouble.tally import Trouble

TROUBLES = {
    "damage": Trouble(damage.run, sample=8),
    "kills": Trouble(kills.run, sample=3),
    "room": Trouble(room.run, sample=3),
    "writers": Trouble(writers.run, sample=8),
}
