% A device may go on when its maker is trusted, something lets it in, and nothing speaks against it.
%
% The maker comes first. Where it is not trusted nothing else is asked and nothing is sent to it: a voucher request would
% tell the maker where its device has gone (CAHN, Network Owner Trusts Manufacturer).
%
% Add to this policy by rules of your own for admitted/2, which lets a device in, and for objection/3, which keeps it out
% whatever lets it in. The third argument of objection/3 names the objection.

permit(Point, Device) :-
    maker_accepted(Device),
    admitted(Point, Device),
    \+ objection(Point, Device, _).

says(\+ maker_accepted(Device), "nobody knows who made {Device}") :-
    \+ made_by(Device, _).
