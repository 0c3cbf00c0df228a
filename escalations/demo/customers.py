"""The demonstration's customers: nobody who exists. Each has a name and something they are found by."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from teams.demo import NIGHT, NORTH, SOUTH, WEST

OKAFOR = "HP-482913"
"""Mrs Okafor's order: the customer of the pictures."""
_COMES_BACK = 0.12

_TITLES = (
    ("Mrs", "Ms", "Mrs", "Dr", "Ms", "Mrs", "Ms", "Mx"),
    ("Mr", "Mr", "Mr", "Dr", "Mr", "Mr", "Mr", "Mx"),
)
"""By the place of the first name among those below: they take turns."""
_FIRST = {
    NORTH: "Adaeze Owen Margaret Idris Sheila Gareth Nasreen Colin Bridget Rhys Farah Alasdair Mavis "
    "Kwame Philippa Desmond Zainab Hamish Lorraine Vikram",
    SOUTH: "Marlee Dennis Kaylene Tran Giulia Warrick Aroha Stavros Lyndall Bernie Mahsa Clive Talia "
    "Merv Shanthi Brodie",
    WEST: "Margot Étienne Ruthanne Devon Priyanka Gordon Solange Winston Colette Harjit Noreen Malik "
    "Thérèse Angus Ximena Blair",
    NIGHT: "Amália Werner Inmaculada Pieter Graça Matteo Ilse Duarte Solveig Rogério Anneke Fabrizio "
    "Lurdes Joaquim Birgit Paulo",
}
_LAST = {
    NORTH: "Byrne Ashworth Pemberton Okoro Llewellyn Mahmood Thwaite Kerr Sandhu Bickerstaff Adeleke "
    "Farrow Iqbal Penrose Gillespie Munro",
    SOUTH: "Papadakis Whitford Nguyen Carbone Tuhoe Hartigan Lim Drummond Vella Kowalik Perera Stirling "
    "Gatward Rahimi",
    WEST: "Beauchamp Fergusson Dhillon Lavoie Osborne Pelletier Achebe Macgregor Quiroga Sinclair "
    "Bouchard Whyte Kaur Morrow",
    NIGHT: "Vasconcelos Brandt Echeverría Janssen Lacerda Ferrari Sørensen Azevedo Moretti Guerreiro "
    "Visser Bragança Keller Salgado",
}
_DIALS = {NORTH: "020 7946 0", SOUTH: "08 7010 0", WEST: "416 555 0", NIGHT: "21 000 0"}


@dataclass(frozen=True, slots=True)
class Customer:
    """Who it is with: `reference` is an order or a telephone number."""

    name: str
    reference: str


class Customers:
    """Customers as they come to a team, some for a second time. The same in the same order for a seed."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._known: dict[str, list[Customer]] = {}
        self._number = 400_000

    def next(self, team: str) -> Customer:
        """Somebody who turns to a team."""
        known = self._known.setdefault(team, [])
        if known and self._dice.random() < _COMES_BACK:
            return self._dice.choice(known[-60:])
        made = self._new(team)
        known.append(made)
        return made

    def _new(self, team: str) -> Customer:
        dice = self._dice
        self._number += dice.randint(3, 190)
        if f"HP-{self._number}" == OKAFOR:
            self._number += 1
        names = _FIRST[team].split()
        first, last = dice.choice(names), dice.choice(_LAST[team].split())
        titles = _TITLES[names.index(first) % 2]
        name = f"{dice.choice(titles)} {first} {last}" if dice.random() < 0.9 else ""
        by_telephone = dice.random() < 0.2
        dial = f"{_DIALS[team]}{dice.randint(100, 999)}"
        return Customer(name, dial if by_telephone else f"HP-{self._number}")
