% A maker is accepted when a person with the right trusts it, and no such person distrusts it.
%
% NIST SP 1800-36 Build 5, "manufacturer trusted"; CAHN, Network Owner Trusts Manufacturer.

maker_accepted(Device) :-
    made_by(Device, Manufacturer),
    manufacturer_trusted(Manufacturer).

manufacturer_trusted(Manufacturer) :-
    trusts(Person, Manufacturer, manufacturer),
    entitled(Person, trust_manufacturers),
    \+ manufacturer_distrusted(Manufacturer).

manufacturer_distrusted(Manufacturer) :-
    distrusts(Person, Manufacturer, manufacturer),
    entitled(Person, trust_manufacturers).

% Also where something else accepts the maker: a list, or a rule that was added.
objection(_, Device, maker_distrusted) :-
    made_by(Device, Manufacturer),
    manufacturer_distrusted(Manufacturer).

says(\+ manufacturer_trusted(Manufacturer), "manufacturer {Manufacturer} is distrusted by {Person}") :-
    distrusts(Person, Manufacturer, manufacturer),
    entitled(Person, trust_manufacturers).
says(\+ manufacturer_trusted(Manufacturer), "no person who may trust manufacturers trusts {Manufacturer}").
says(objection(_, Device, maker_distrusted), "manufacturer {Manufacturer} is distrusted by {Person}") :-
    made_by(Device, Manufacturer),
    distrusts(Person, Manufacturer, manufacturer),
    entitled(Person, trust_manufacturers).
