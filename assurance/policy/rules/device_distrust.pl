% A device that a person with the right distrusts is kept out, whatever lets it in.
%
% NIST SP 1800-36 Build 5, "Distrust Device". Where one trusts and another distrusts, distrust wins.

objection(_, Device, distrusted) :-
    distrusts(Person, Device, device),
    entitled(Person, connect_devices).

says(objection(_, Device, distrusted), "{Person}, who may connect devices, distrusts {Device}") :-
    distrusts(Person, Device, device),
    entitled(Person, connect_devices).
