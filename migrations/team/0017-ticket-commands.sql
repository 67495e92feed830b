-- What people do with tickets: each command checked in the transaction that does it, with the ticket locked. Only the
-- ticket's team may; a desktop shows the same before it is answered (applyToTicket of shared/domains/tickets).

SET LOCAL ROLE crm_owner;

-- The ticket of a command, locked; a fact that is not among p_keys makes a command invalid, because a desktop would
-- believe that it was done. One of another team is not there.
CREATE FUNCTION crm.lock_ticket(p_staff crm.staff, p_payload jsonb, p_keys text[]) RETURNS crm.ticket
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_ticket crm.ticket;
BEGIN
  PERFORM crm.check_keys(p_payload, array_prepend('ticketId', p_keys));
  IF p_staff.role NOT IN ('agent', 'supervisor') THEN
    PERFORM crm.refuse('forbidden');
  END IF;
  SELECT * INTO found_ticket FROM crm.ticket t
    WHERE t.id = (p_payload ->> 'ticketId')::uuid AND t.team = ANY (p_staff.teams) FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM crm.refuse('not-found');
  END IF;
  RETURN found_ticket;
END $$;

CREATE FUNCTION crm.check_keys(p_payload jsonb, p_keys text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF jsonb_typeof(p_payload) IS DISTINCT FROM 'object'
    OR EXISTS (SELECT FROM jsonb_object_keys(p_payload) k WHERE k <> ALL (p_keys))
  THEN
    PERFORM crm.refuse('invalid');
  END IF;
END $$;

CREATE FUNCTION crm.check_not_closed(p_ticket crm.ticket) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_ticket.status = 'closed' THEN
    PERFORM crm.refuse('bad-state');
  END IF;
END $$;

-- A text of so many characters.
CREATE FUNCTION crm.text_of(p_payload jsonb, p_key text, p_least int, p_most int) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF jsonb_typeof(p_payload -> p_key) IS DISTINCT FROM 'string'
    OR length(p_payload ->> p_key) NOT BETWEEN p_least AND p_most
  THEN
    PERFORM crm.refuse('invalid');
  END IF;
  RETURN p_payload ->> p_key;
END $$;

CREATE FUNCTION crm.language_of(p_payload jsonb) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN CASE WHEN p_payload -> 'language' <> 'null' THEN crm.text_of(p_payload, 'language', 0, 35) END;
END $$;

-- What a command made of a ticket: the rows that it touched and the facts for the audit log, which never keeps a text.
-- p_before.id null: there was no ticket. p_message null: none was written.
CREATE FUNCTION crm.ticket_effect(p_ticket uuid, p_before crm.ticket, p_message uuid) RETURNS crm.command_effect
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  after crm.ticket;
  effect crm.command_effect;
BEGIN
  SELECT * INTO after FROM crm.ticket t WHERE t.id = p_ticket;
  effect.entity := p_ticket;
  effect.versions := jsonb_build_array(jsonb_build_object('table', 'ticket', 'id', after.id, 'ver', after.ver));
  effect.facts := jsonb_build_object('after', crm.ticket_facts(after));
  IF p_before.id IS NOT NULL THEN
    effect.facts := effect.facts || jsonb_build_object('before', crm.ticket_facts(p_before));
  END IF;
  IF p_message IS NOT NULL THEN
    effect.versions := effect.versions || jsonb_build_object('table', 'message', 'id', p_message, 'ver', 1);
    effect.facts := effect.facts || jsonb_build_object('message', p_message);
  END IF;
  RETURN effect;
END $$;

-- No subject, no tags: what somebody typed might be a card number.
CREATE FUNCTION crm.ticket_facts(p_ticket crm.ticket) RETURNS jsonb LANGUAGE sql STABLE
RETURN jsonb_build_object('status', (p_ticket).status, 'assignee', (p_ticket).assignee,
  'priority', (p_ticket).priority, 'snoozedUntil', wire.ms((p_ticket).snoozed_until),
  'customer', (p_ticket).customer_id, 'payment', (p_ticket).payment_id, 'team', (p_ticket).team, 'ver', (p_ticket).ver);

-- Has anybody else written since the message that this person saw last? Notes are no answer to anybody.
CREATE FUNCTION crm.check_seen(p_staff crm.staff, p_ticket crm.ticket, p_seen uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  seen crm.message;
BEGIN
  SELECT * INTO seen FROM crm.message m WHERE m.id = p_seen AND m.ticket_id = p_ticket.id;
  -- Who saw nothing, or a message that never came to be, has missed whatever others wrote. In a call he is the author,
  -- whoever called; a customer may be called like him.
  IF EXISTS (SELECT FROM crm.message m
    WHERE m.ticket_id = p_ticket.id AND m.direction <> 'note'
      AND NOT (m.author = p_staff.login AND (m.direction = 'out' OR m.kind = 'call'))
      AND (seen.id IS NULL OR (m.at, m.id) > (seen.at, seen.id)))
  THEN
    PERFORM crm.refuse('stale');
  END IF;
END $$;

CREATE FUNCTION crm.ticket_reply(p_staff crm.staff, p_payload jsonb) RETURNS crm.command_effect
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.ticket;
  made crm.message;
BEGIN
  before := crm.lock_ticket(p_staff, p_payload, ARRAY['messageId', 'body', 'language', 'status', 'seenMessageId']);
  made.id := (p_payload ->> 'messageId')::uuid;
  made.body := crm.text_of(p_payload, 'body', 1, 100000);
  made.sets_status := p_payload ->> 'status';
  IF made.sets_status IS NULL OR made.sets_status NOT IN ('open', 'pending', 'solved') THEN
    PERFORM crm.refuse('invalid');
  END IF;
  PERFORM crm.check_not_closed(before);
  PERFORM crm.check_seen(p_staff, before, (p_payload ->> 'seenMessageId')::uuid);
  INSERT INTO crm.message (id, ticket_id, team, at, direction, author, body, language, delivery, sets_status)
    -- After all that was there, whatever the clock says.
    VALUES (made.id, before.id, before.team,
      greatest(clock_timestamp(), before.last_message_at + interval '1 millisecond'), 'out', p_staff.login, made.body,
      crm.language_of(p_payload), 'queued', made.sets_status);
  RETURN crm.ticket_effect(before.id, before, made.id);
END $$;

-- Also on a closed ticket: the team may learn more about it, and it tells the customer nothing.
CREATE FUNCTION crm.ticket_note(p_staff crm.staff, p_payload jsonb) RETURNS crm.command_effect
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.ticket;
  note uuid := (p_payload ->> 'messageId')::uuid;
BEGIN
  before := crm.lock_ticket(p_staff, p_payload, ARRAY['messageId', 'body']);
  INSERT INTO crm.message (id, ticket_id, team, direction, author, body)
    VALUES (note, before.id, before.team, 'note', p_staff.login, crm.text_of(p_payload, 'body', 1, 100000));
  RETURN crm.ticket_effect(before.id, before, note);
END $$;

CREATE FUNCTION crm.ticket_call(p_staff crm.staff, p_payload jsonb) RETURNS crm.command_effect
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.ticket;
  made crm.message;
BEGIN
  before := crm.lock_ticket(p_staff, p_payload, ARRAY['messageId', 'direction', 'body', 'startedAt', 'seconds']);
  made.id := (p_payload ->> 'messageId')::uuid;
  made.direction := p_payload ->> 'direction';
  made.call_seconds := (p_payload ->> 'seconds')::int;
  made.at := to_timestamp((p_payload ->> 'startedAt')::bigint / 1000.0);
  IF num_nulls(made.at, made.direction, made.call_seconds) > 0 OR made.direction NOT IN ('in', 'out') THEN
    PERFORM crm.refuse('invalid');
  END IF;
  PERFORM crm.check_not_closed(before);
  INSERT INTO crm.message (id, ticket_id, team, at, direction, kind, author, body, call_seconds)
    -- The desktop's clock said when. From a time to come it would hide whatever the customer writes until then.
    VALUES (made.id, before.id, before.team, least(made.at, clock_timestamp()), made.direction, 'call', p_staff.login,
      crm.text_of(p_payload, 'body', 0, 100000), made.call_seconds);
  RETURN crm.ticket_effect(before.id, before, made.id);
END $$;

CREATE FUNCTION crm.ticket_create(p_staff crm.staff, p_payload jsonb) RETURNS crm.command_effect
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made crm.ticket;
BEGIN
  PERFORM crm.check_keys(p_payload, ARRAY['ticketId', 'team', 'customerId', 'paymentId', 'subject', 'channel',
    'language', 'country', 'priority']);
  made.id := (p_payload ->> 'ticketId')::uuid;
  made.team := (p_payload ->> 'team')::int;
  made.customer_id := (p_payload ->> 'customerId')::uuid;
  made.payment_id := (p_payload ->> 'paymentId')::uuid;
  IF p_staff.role NOT IN ('agent', 'supervisor') OR made.team IS NULL OR made.team <> ALL (p_staff.teams) THEN
    PERFORM crm.refuse('forbidden');
  END IF;
  PERFORM crm.check_exists(made.customer_id, made.payment_id);
  INSERT INTO crm.ticket (id, customer_id, payment_id, team, subject, status, channel, language, country, assignee,
      priority)
    VALUES (made.id, made.customer_id, made.payment_id, made.team, crm.text_of(p_payload, 'subject', 1, 300), 'open',
      p_payload ->> 'channel', crm.language_of(p_payload), p_payload ->> 'country', p_staff.login,
      p_payload ->> 'priority');
  RETURN crm.ticket_effect(made.id, NULL, NULL);
END $$;

-- Null: none is meant.
CREATE FUNCTION crm.check_exists(p_customer uuid, p_payment uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (p_customer IS NOT NULL AND NOT EXISTS (SELECT FROM crm.customer c WHERE c.id = p_customer))
    OR (p_payment IS NOT NULL AND NOT EXISTS (SELECT FROM crm.payment p WHERE p.id = p_payment))
  THEN
    PERFORM crm.refuse('not-found');
  END IF;
END $$;
