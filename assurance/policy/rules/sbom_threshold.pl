% The SBOM score that is too high; as CVSS counts, from 0 to 10.
%
% NIST SP 1800-36 Build 5 demonstrates 6. Replace this rule to set another.

sbom_threshold(6).
