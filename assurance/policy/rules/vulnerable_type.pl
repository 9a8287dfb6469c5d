% A device of a type that somebody set vulnerable by hand is kept out.
%
% NIST SP 1800-36 Build 5, device_type_vulnerable. "Not vulnerable" takes back what the same person said before, and does
% not make a bad score good.

objection(_, Device, set_vulnerable) :-
    type_of(Device, Type),
    device_type_vulnerable(Type, true, _).

says(objection(_, Device, set_vulnerable), "{By} set type {Type} vulnerable") :-
    type_of(Device, Type),
    device_type_vulnerable(Type, true, By).
