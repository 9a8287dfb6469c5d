% Devices of a model on the owner's list of models are let in. Optional.

admitted(_, Device) :-
    proved(Device, certificate),
    device(Device, _, Model),
    Model \== null,
    listed(models, Model).
