import { DeskError, ERROR_CODES, type ErrorCode } from '../../shared/errors.ts';
import { TeamError } from './team/team-client.ts';

function isErrorCode(code: string): code is ErrorCode {
  return ERROR_CODES.some((known) => known === code);
}

/** A failure of the team database as an error that a person may see; anything else is passed on as it is. */
export function deskErrorOf(error: unknown): unknown {
  if (!(error instanceof TeamError)) return error;
  return new DeskError(isErrorCode(error.code) ? error.code : 'internal', `Team database: ${error.code}`);
}
