% A device is of a type when somebody says so who may declare types, or its own maker.
%
% NIST SP 1800-36 Build 5, device_type_binding; CAHN, OwnerDeclaration.

type_of(Device, Type) :-
    device_type(Device, Type, By),
    may_declare_type(By, Device).
type_of(Device, Type) :-
    declared_type(Device, Type, By),
    may_declare_type(By, Device).

may_declare_type(By, _) :-
    right(By, declare_types).
may_declare_type(By, Device) :-
    made_by(Device, By),
    manufacturer_speaks(By).
