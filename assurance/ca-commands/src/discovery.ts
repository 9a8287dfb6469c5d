/** How registrars are found: by the means of devices (RFC 8995 §4), under names of this protocol. */

/** DNS-SD service type (RFC 6763 §4.1.2) of a registrar's port for routers. */
export const CA_COMMANDS_SERVICE = '_ca-commands._tcp';
/** Value of the GRASP objective `AN_join_registrar` (RFC 8995 §4.3) whose locator is that port. */
export const CA_COMMANDS_PROTOCOL = 'CA-COMMANDS';
/** The port where nothing else is said. */
export const CA_COMMANDS_PORT = 8449;
