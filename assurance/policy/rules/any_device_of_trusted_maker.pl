% Every device of a trusted maker is let in.
%
% CAHN, Network Owner Trusts Manufacturer, taken alone.

admitted(_, Device) :-
    made_by(Device, Manufacturer),
    manufacturer_trusted(Manufacturer).
