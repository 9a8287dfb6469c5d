% A device that did a short while ago what its Manufacturer Usage Description does not allow is kept out.
%
% Optional. NIST SP 1800-36 Vol. B §7.2 enforces communication intent as part of continuous assurance.

objection(_, Device, mud_violation) :-
    violation_window(Seconds),
    mud_violation(Device, _, At),
    recent(At, Seconds).

violation_window(120).

says(objection(_, Device, mud_violation), "{Device} went to {Destination}, which its MUD file does not allow") :-
    violation_window(Seconds),
    mud_violation(Device, Destination, At),
    recent(At, Seconds).
