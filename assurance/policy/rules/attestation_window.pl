% For how long the appraisal of a device counts, in seconds.
%
% RFC 9334 §10 is about freshness; how fresh is fresh enough is for the owner to say. Replace this rule to set another time
% than a day.

attestation_window(86400).
