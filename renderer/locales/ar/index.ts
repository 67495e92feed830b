import states from '../../../shared/locales/ar/states.json' with { type: 'json' };
import app from './app.json' with { type: 'json' };
import connection from './connection.json' with { type: 'json' };
import customers from './customers.json' with { type: 'json' };
import duplicates from './duplicates.json' with { type: 'json' };
import errors from './errors.json' with { type: 'json' };
import identifiers from './identifiers.json' with { type: 'json' };
import lookup from './lookup.json' with { type: 'json' };
import outbox from './outbox.json' with { type: 'json' };
import payments from './payments.json' with { type: 'json' };
import refunds from './refunds.json' with { type: 'json' };
import session from './session.json' with { type: 'json' };
import settings from './settings.json' with { type: 'json' };
import startup from './startup.json' with { type: 'json' };
import tickets from './tickets.json' with { type: 'json' };
import ui from './ui.json' with { type: 'json' };

/** All texts in Arabic. */
export const ar = {
  app,
  connection,
  customers,
  duplicates,
  errors,
  identifiers,
  lookup,
  outbox,
  payments,
  refunds,
  session,
  settings,
  startup,
  states,
  tickets,
  ui,
};
