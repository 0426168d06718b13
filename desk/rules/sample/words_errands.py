"""The words of made-up errands about the house and what it lends, in Swedish."""

from __future__ import annotations

ASSOCIATIONS = (
    "Broby IF", "Göinge simklubb", "Knislinge hembygdsförening", "PRO Östra Göinge", "Sibbhult IK", "Kulturföreningen",
    "Korpen Göinge", "Scoutkåren", "Danssällskapet", "Hanaskogs bordtennis",
)  # fmt: skip
SENDERS = (
    "Bokförlaget", "Skatteverket", "Regionen", "Lantmäteriet", "Arkitektkontoret", "En privatperson", "Budfirman",
    "Länsstyrelsen",
)  # fmt: skip
DEPARTMENTS = ("Bygglovsenheten", "Ekonomienheten", "Socialförvaltningen", "Utbildningskontoret", "Kansliet")
SUPPLIERS = ("TEL", "INC", "ORD")
ADVISERS = ("Rådgivaren i Hässleholm", "Rådgivaren", "Rådgivarens telefontid")
USES = ("Stortorget", "Parkeringen vid Folkets hus", "Gågatan", "Badplatsens parkering", "Torget i Broby")
CONDITIONS = ("Fri passage, 2 meter.", "Platsen städas dagligen.", "Ingen musik efter klockan 22.")
DAMAGES = ("Repa på höger bakdörr", "Punktering", "Lampan trasig", "Sladden saknas")
