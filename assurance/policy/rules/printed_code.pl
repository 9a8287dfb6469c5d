% A device that has no certificate of birth and proved its printed code is let in when the owner gave that code.
%
% Thread: the joiner's code proves that the owner held the device in hand, so the owner's word for this one device is
% enough. Nothing is ever sent to its maker. `*` on the list of codes stands for every device whose code the owner gave.

maker_accepted(Device) :-
    known_by_code(Device).

admitted(_, Device) :-
    known_by_code(Device),
    code_given(Device).

known_by_code(Device) :-
    proved(Device, code),
    \+ made_by(Device, _).

code_given(Device) :-
    listed(codes, Device).
code_given(Device) :-
    device_key(Device, Key),
    listed(codes, Key).
code_given(_) :-
    listed(codes, *).

says(\+ code_given(Device), "the owner gave no code for {Device}").
