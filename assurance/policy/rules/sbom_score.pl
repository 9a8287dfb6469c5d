% A device whose type has no SBOM score, or one that reaches the threshold, is kept out.
%
% NIST SP 1800-36 Build 5: the score is lower than the threshold, and a missing score counts as bad; CAHN, Device No Major
% Vulnerabilities. Of several scores the highest counts, of several types of a device each one.

objection(_, Device, vulnerable) :-
    type_of(Device, Type),
    \+ score_is_low(Type).

score_is_low(Type) :-
    sbom_score(Type, Score),
    sbom_threshold(Threshold),
    Score < Threshold.

sbom_score(Type, Score) :-
    aggregate_all(max(Each), vulnerability_score(Type, Each, _, _), Score).

worst_vulnerability(Type, Vulnerability, Component, By) :-
    aggregate_all(max(Each), vulnerability(Type, _, Each, _, _), Worst),
    vulnerability(Type, Vulnerability, Worst, Component, By).

says(objection(_, Device, vulnerable),
     "type {Type} has an SBOM score of {Score}, threshold {Threshold}, because {Vulnerability} in {Component}, claimed by {By}") :-
    type_of(Device, Type),
    \+ score_is_low(Type),
    sbom_score(Type, Score),
    sbom_threshold(Threshold),
    worst_vulnerability(Type, Vulnerability, Component, By),
    Component \== null.
says(objection(_, Device, vulnerable),
     "type {Type} has an SBOM score of {Score}, threshold {Threshold}, because {Vulnerability}, claimed by {By}") :-
    type_of(Device, Type),
    \+ score_is_low(Type),
    sbom_score(Type, Score),
    sbom_threshold(Threshold),
    worst_vulnerability(Type, Vulnerability, null, By).
says(objection(_, Device, vulnerable), "type {Type} has an SBOM score of {Score}, threshold {Threshold}") :-
    type_of(Device, Type),
    \+ score_is_low(Type),
    sbom_score(Type, Score),
    sbom_threshold(Threshold).
says(objection(_, Device, vulnerable), "type {Type} has no SBOM score") :-
    type_of(Device, Type),
    \+ sbom_score(Type, _).
