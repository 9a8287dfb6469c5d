% A device that no verifier affirmed lately is kept out, and so is one that a verifier contraindicates.
%
% Optional; RATS, RFC 9334. A verifier is whoever may report posture. Warnings and results without an assertion affirm nothing.
% One contraindication outweighs every affirmation, also one by another policy of the same verifier.

objection(_, Device, contraindicated) :-
    lately_attested(Device, contraindicated, _).
objection(_, Device, not_affirmed) :-
    \+ lately_attested(Device, affirming, _).

lately_attested(Device, Status, By) :-
    attestation_window(Seconds),
    attestation(Device, Status, _, At, By),
    entitled(By, report_posture),
    recent(At, Seconds).

says(objection(_, Device, contraindicated), "{By}, who may report posture, appraised {Device} and contraindicates it") :-
    lately_attested(Device, contraindicated, By).
says(objection(_, Device, not_affirmed),
     "nobody who may report posture affirmed {Device} within the last {Seconds} seconds, and {By} warns of it") :-
    lately_attested(Device, warning, By),
    attestation_window(Seconds).
says(objection(_, Device, not_affirmed), "nobody who may report posture affirmed {Device} within the last {Seconds} seconds") :-
    attestation_window(Seconds).
