% A device that was in contact with a denylisted destination a short while ago is kept out.
%
% NIST SP 1800-36 Build 5: not contacted a denylisted address within the look-back.

objection(_, Device, denylisted_contact) :-
    denylisted_contact(Device, _, _).

denylisted_contact(Device, Destination, List) :-
    contact_window(Seconds),
    contact(Device, Destination, At),
    denylisted(Destination, List),
    recent(At, Seconds).

says(objection(_, Device, denylisted_contact),
     "{Device} was in contact with {Destination}, which is on the list {List}, within the last {Seconds} seconds") :-
    denylisted_contact(Device, Destination, List),
    contact_window(Seconds).
