-- Importing tickets: about 200 a call, idempotent by source and external id. What is there already is people's: a later
-- import adds the messages that are not known yet. A customer's message opens the ticket again, as it always does.

SET LOCAL ROLE crm_owner;

-- The customers of tickets that are new here. A customer whom only these rows name is called as he signs.
CREATE FUNCTION crm.import_ticket_customers(p_tickets crm.ticket_row[], p_messages crm.message_row[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM crm.import_customers((
    SELECT coalesce(array_agg(jsonb_populate_record(NULL::crm.import_row, jsonb_build_object('idx', t.idx,
      'customer_ref', t.customer_ref, 'email', t.customer_email, 'email_folded', lower(t.customer_email),
      'customer_name', s.author, 'created_at', t.created_at))), '{}')
    FROM unnest(p_tickets) t LEFT JOIN (
      SELECT DISTINCT ON (m.idx) m.idx, m.author FROM unnest(p_messages) m
      WHERE m.direction = 'in' AND m.author !~ '@' ORDER BY m.idx, m.at, m.n
    ) s ON s.idx = t.idx
    WHERE num_nonnulls(t.customer_email, t.customer_ref) > 0));
END $$;

CREATE FUNCTION crm.insert_tickets(p_source text, p_tickets crm.ticket_row[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO crm.ticket (id, source, external_id, customer_id, payment_id, team, subject, status, channel, language,
      country, gateway, assignee, priority, tags, snoozed_until, created_at)
    SELECT crm.uuid_v7(t.created_at), p_source, t.external_id, coalesce(o.id, k.customer_id), p.id, t.team, t.subject,
      t.status, t.channel, t.language, t.country, t.gateway,
      CASE WHEN crm.works_for(t.assignee, t.team) THEN t.assignee END, t.priority, t.tags, t.snoozed_until, t.created_at
    FROM unnest(p_tickets) t LEFT JOIN crm.customer o ON o.email_folded = lower(t.customer_email)
    LEFT JOIN crm.customer_reference k ON k.value = t.customer_ref
    LEFT JOIN crm.payment p ON p.gateway = t.gateway AND p.gateway_ref = t.gateway_ref
    ORDER BY t.created_at, t.idx;
END $$;

-- p_known: tickets that were here before. Only their new messages are news; those of a new ticket are its history.
CREATE FUNCTION crm.insert_messages(p_source text, p_tickets crm.ticket_row[], p_messages crm.message_row[],
  p_known uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO crm.message (id, ticket_id, team, external_id, at, direction, kind, author, body, language, call_seconds,
      delivery, delivery_reason, sets_status)
    -- Messages of the same moment keep the order in which they were given.
    SELECT crm.uuid_v7(m.at::timestamptz(3) + least(m.n, 999) * interval '1 microsecond'), k.id, k.team, m.external_id,
      m.at, m.direction, m.kind, m.author, m.body, m.language, m.call_seconds, m.delivery, m.delivery_reason,
      CASE WHEN m.direction = 'in' AND m.kind = 'message' AND k.id = ANY (p_known) THEN 'open' END
    FROM unnest(p_messages) m JOIN unnest(p_tickets) t ON t.idx = m.idx
    JOIN crm.ticket k ON k.source = p_source AND k.external_id = t.external_id
    ORDER BY m.idx, m.at, m.n;
END $$;

-- What these messages carry, as far as it is not here: rows, and bytes that an earlier import did not bring. Returns
-- the tickets that got something.
CREATE FUNCTION crm.insert_attachments(p_source text, p_tickets crm.ticket_row[], p_messages crm.message_row[])
RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  carriers crm.message_row[] := ARRAY(SELECT m FROM unnest(p_messages) m WHERE m.attachments IS NOT NULL);
  completed uuid[];
BEGIN
  IF carriers = '{}' THEN
    RETURN '{}';
  END IF;
  INSERT INTO crm.attachment (id, message_id, ticket_id, team, external_id, name, type, size, hash)
    SELECT crm.uuid_v7(m.at), m.id, m.ticket_id, m.team, crm.given(x.external_id), x.name, x.type, x.size, x.hash
    FROM unnest(carriers) c JOIN unnest(p_tickets) t ON t.idx = c.idx
    JOIN crm.ticket k ON k.source = p_source AND k.external_id = t.external_id
    JOIN crm.message m ON m.ticket_id = k.id AND m.external_id = c.external_id,
    jsonb_to_recordset(c.attachments) AS x(external_id text, name text, type text, size int, hash text)
    WHERE NOT EXISTS (SELECT FROM crm.attachment a WHERE a.message_id = m.id);
  WITH brought AS MATERIALIZED (
    SELECT a.id, a.ticket_id, crm.bytes_of(x.data_base64, a.size, a.hash) AS bytes
    FROM unnest(carriers) c JOIN unnest(p_tickets) t ON t.idx = c.idx
    JOIN crm.ticket k ON k.source = p_source AND k.external_id = t.external_id
    JOIN crm.message m ON m.ticket_id = k.id AND m.external_id = c.external_id,
    jsonb_to_recordset(c.attachments) AS x(external_id text, data_base64 text)
    JOIN crm.attachment a ON a.external_id = crm.given(x.external_id)
    WHERE a.message_id = m.id AND a.size > 0 AND x.data_base64 IS NOT NULL
      AND NOT EXISTS (SELECT FROM crm.attachment_chunk h WHERE h.attachment_id = a.id)
  ), stored AS (
    INSERT INTO crm.attachment_chunk (attachment_id, n, bytes)
      SELECT b.id, g.n, substring(b.bytes FROM g.n * 262144 + 1 FOR 262144)
      FROM brought b, generate_series(0, (octet_length(b.bytes) - 1) / 262144) g(n)
  )
  SELECT coalesce(array_agg(DISTINCT b.ticket_id), '{}') INTO completed FROM brought b WHERE b.bytes IS NOT NULL;
  RETURN completed;
END $$;

CREATE FUNCTION api.import_tickets(p_source text, p_rows jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  actor crm.staff;
  origin text := left(crm.given(p_source), 64);
  tickets crm.ticket_row[];
  fresh crm.ticket_row[];
  messages crm.message_row[];
  news crm.message_row[];
  bad jsonb;
  known uuid[];
  completed uuid[];
  inserted int;
  updated int;
  unchanged int;
BEGIN
  PERFORM crm.require_read_committed();
  SELECT * INTO actor FROM crm.staff s WHERE s.login = session_user AND s.active
    AND s.role IN ('supervisor', 'admin', 'hub');
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'CR403', MESSAGE = 'forbidden';
  END IF;
  IF origin IS NULL THEN
    PERFORM crm.refuse('invalid');
  END IF;
  PERFORM FROM crm.import_gate FOR UPDATE;
  tickets := crm.parse_tickets(p_rows);
  messages := crm.parse_messages(p_rows, tickets);
  PERFORM FROM crm.ticket k JOIN unnest(tickets) t ON k.source = origin AND k.external_id = t.external_id
    ORDER BY k.id FOR NO KEY UPDATE OF k;
  SELECT array_agg(m) INTO news FROM unnest(messages) m JOIN unnest(tickets) t ON t.idx = m.idx
    WHERE NOT EXISTS (SELECT FROM crm.ticket k JOIN crm.message o ON o.ticket_id = k.id
      WHERE k.source = origin AND k.external_id = t.external_id AND o.external_id = m.external_id);
  -- One message that can't be stored holds its ticket back: a conversation with a gap misleads.
  WITH judged AS (
    SELECT t, coalesce(t.reason, (SELECT m.reason FROM unnest(messages) m
        WHERE m.idx = t.idx AND m.reason IS NOT NULL ORDER BY m.n LIMIT 1),
      -- Supervisors bring what is their teams'. Whoever wrote to another's ticket could put words into people's mouths.
      CASE WHEN actor.role = 'supervisor' AND coalesce(k.team, t.team) <> ALL (actor.teams) THEN 'other-team'
        -- It stays as it is: the importer makes a new ticket of what comes after it.
        WHEN k.status = 'closed' AND EXISTS (SELECT FROM unnest(news) n WHERE n.idx = t.idx) THEN 'ticket-closed' END)
      AS reason, k.id AS known
    FROM unnest(tickets) t LEFT JOIN crm.ticket k ON k.source = origin AND k.external_id = t.external_id
  )
  SELECT array_agg(j.t) FILTER (WHERE j.reason IS NULL),
      array_agg(j.t) FILTER (WHERE j.reason IS NULL AND j.known IS NULL),
      coalesce(array_agg(j.known) FILTER (WHERE j.reason IS NULL AND j.known IS NOT NULL), '{}'),
      coalesce(jsonb_agg(jsonb_build_object('index', (j.t).idx, 'reason', j.reason) ORDER BY (j.t).idx)
        FILTER (WHERE j.reason IS NOT NULL), '[]')
    INTO tickets, fresh, known, bad FROM judged j;
  IF fresh IS NOT NULL THEN
    PERFORM crm.import_ticket_customers(fresh, messages);
    PERFORM crm.insert_tickets(origin, fresh);
  END IF;
  PERFORM crm.insert_messages(origin, tickets, news, known);
  completed := crm.insert_attachments(origin, tickets, messages);
  inserted := coalesce(cardinality(fresh), 0);
  SELECT count(*) INTO updated FROM unnest(tickets) t
    JOIN crm.ticket k ON k.source = origin AND k.external_id = t.external_id
    WHERE k.id = ANY (known) AND (k.id = ANY (completed) OR EXISTS (SELECT FROM unnest(news) n WHERE n.idx = t.idx));
  unchanged := coalesce(cardinality(tickets), 0) - inserted - updated;
  PERFORM audit.write('tickets.import', NULL, jsonb_build_object('source', origin, 'inserted', inserted,
    'updated', updated, 'unchanged', unchanged, 'bad', jsonb_array_length(bad)));
  RETURN jsonb_build_object('inserted', inserted, 'updated', updated, 'unchanged', unchanged, 'bad', bad);
END $$;

GRANT EXECUTE ON FUNCTION api.import_tickets(text, jsonb) TO crm_user, crm_hub;
