/** `sallyport brski`: the nqminds brski tool's commands, config and wire. */

export {
  isNqmindsCommand,
  NQMINDS_COMMANDS,
  type NqmindsCommand,
  type NqmindsIo,
  type NqmindsOptions,
  runNqmindsCommand,
} from './command.ts';
export { type NqmindsConfig, parseConfig } from './config.ts';
export { NQMINDS_ERRORS } from './errors.ts';
