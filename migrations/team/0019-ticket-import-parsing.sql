-- Imported tickets as typed values: parsing and the checks that need nothing but the row. The columns are those of
-- shared/domains/tickets/import-row.ts.

SET LOCAL ROLE crm_owner;

CREATE TYPE crm.ticket_row AS (
  idx int,
  reason text,
  external_id text,
  customer_email text,
  customer_ref text,
  gateway text,
  gateway_ref text,
  team int,
  subject text,
  status text,
  channel text,
  language text,
  country text,
  assignee text,
  priority text,
  tags text[],
  snoozed_until timestamptz,
  created_at timestamptz
);

CREATE TYPE crm.message_row AS (
  -- Its ticket's place in the batch, and its own in the ticket, both from 0.
  idx int,
  n int,
  reason text,
  external_id text,
  at timestamptz,
  direction text,
  kind text,
  author text,
  body text,
  language text,
  call_seconds int,
  delivery text,
  delivery_reason text,
  attachments jsonb
);

-- Bytes as they came, if they are those that size and hash name; else null.
CREATE FUNCTION crm.bytes_of(p_base64 text, p_size bigint, p_hash text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  bytes bytea;
BEGIN
  bytes := decode(p_base64, 'base64');
  RETURN CASE WHEN octet_length(bytes) = p_size AND encode(sha256(bytes), 'hex') = p_hash THEN bytes END;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END $$;

-- Can these attachments be stored? Null: there are none.
CREATE FUNCTION crm.attachments_fit(p_attachments jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_attachments IS NULL OR p_attachments IN ('null', '[]') THEN
    RETURN true;
  END IF;
  IF jsonb_typeof(p_attachments) <> 'array' OR jsonb_path_exists(p_attachments, '$[*] ? (@.type() != "object")') THEN
    RETURN false;
  END IF;
  RETURN (
    SELECT count(DISTINCT crm.given(x.external_id)) = count(*) AND bool_and(coalesce(
        length(x.external_id) <= 200 AND length(x.name) BETWEEN 1 AND 200
        -- No folders and no control characters, not even those that turn the reading direction.
        AND x.name !~ '[\u0001-\u001F\u007F-\u009F/\\\u200E\u200F\u202A-\u202E\u2066-\u2069]'
        AND x.type ~ '^[a-z0-9.+_-]{1,63}/[a-z0-9.+_-]{1,63}$' AND x.hash ~ '^[0-9a-f]{64}$'
        AND crm.minor(x.size) <= 26214400
        AND (x.data_base64 IS NULL OR crm.bytes_of(x.data_base64, crm.minor(x.size), x.hash) IS NOT NULL), false))
    FROM jsonb_to_recordset(p_attachments) AS x(external_id text, name text, type text, size text, hash text,
      data_base64 text));
END $$;

CREATE FUNCTION crm.parse_tickets(p_rows jsonb) RETURNS crm.ticket_row[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (
    SELECT array_agg(ROW(
        g.idx,
        CASE
          WHEN g.external_id IS NULL THEN 'missing-external-id'
          WHEN length(g.external_id) > 200 THEN 'bad-value:external_id'
          WHEN length(g.customer_email) > 320 THEN 'bad-value:customer_email'
          WHEN length(g.customer_ref) > 200 THEN 'bad-value:customer_ref'
          WHEN g.occurrence > 1 THEN 'duplicate-row'
          WHEN g.team IS NULL OR g.team !~ '^[0-9]{1,9}$' THEN 'bad-value:team'
          WHEN g.status IS NULL OR g.status NOT IN ('open', 'pending', 'solved', 'closed') THEN 'bad-value:status'
          WHEN g.channel IS NULL OR g.channel NOT IN ('email', 'chat', 'phone', 'form') THEN 'bad-value:channel'
          WHEN g.priority IS NULL OR g.priority NOT IN ('low', 'normal', 'high', 'urgent') THEN 'bad-value:priority'
          WHEN g.country !~ '^[A-Z]{2}$' THEN 'bad-value:country'
          WHEN length(g.language) > 35 THEN 'bad-value:language'
          WHEN g.tag_list IS NULL OR cardinality(g.tag_list) > 50 THEN 'bad-value:tags'
          WHEN g.created IS NULL OR g.created < 'epoch' OR (g.snoozed_until IS NOT NULL AND g.snoozed IS NULL)
            THEN 'bad-time'
          WHEN jsonb_typeof(g.messages) IS DISTINCT FROM 'array'
            OR jsonb_path_exists(g.messages, '$[*] ? (@.type() != "object")') THEN 'bad-value:messages'
        END,
        g.external_id, g.customer_email, g.customer_ref, g.gateway, g.gateway_ref,
        CASE WHEN g.team ~ '^[0-9]{1,9}$' THEN g.team::int END, coalesce(left(g.subject, 300), ''), g.status, g.channel,
        g.language, g.country, g.assignee, g.priority, g.tag_list, g.snoozed,
        least(g.created, clock_timestamp()))::crm.ticket_row ORDER BY g.idx)
    FROM (
      SELECT r.ordinality::int - 1 AS idx, r.messages, crm.given(r.external_id) AS external_id,
        row_number() OVER (PARTITION BY crm.given(r.external_id) ORDER BY r.ordinality) AS occurrence,
        crm.given(r.customer_email) AS customer_email, crm.given(r.customer_ref) AS customer_ref,
        crm.given(r.gateway) AS gateway, crm.given(r.gateway_ref) AS gateway_ref, r.team,
        crm.given(r.subject) AS subject, r.status, r.channel, crm.given(r.language) AS language,
        crm.given(r.country) AS country, crm.given(r.assignee) AS assignee, r.priority,
        crm.tags_of(r.tags) AS tag_list, r.snoozed_until,
        crm.instant(r.snoozed_until) AS snoozed, crm.instant(r.created_at) AS created
      FROM ROWS FROM (jsonb_to_recordset(p_rows) AS (external_id text, customer_email text, customer_ref text,
        gateway text, gateway_ref text, team text, subject text, status text, channel text, language text,
        country text, assignee text, priority text, tags jsonb, snoozed_until text, created_at text, messages jsonb)
      ) WITH ORDINALITY r
    ) g);
END $$;

-- The messages of these rows; those of a row that was refused are not looked at.
CREATE FUNCTION crm.parse_messages(p_rows jsonb, p_tickets crm.ticket_row[]) RETURNS crm.message_row[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (
    SELECT array_agg(ROW(
        g.idx, g.n,
        CASE
          WHEN g.external_id IS NULL OR length(g.external_id) > 200 OR g.occurrence > 1 OR g.at IS NULL
            OR g.at < 'epoch' OR g.author IS NULL OR length(g.author) > 200 OR g.body IS NULL OR length(g.language) > 35
            OR g.direction IS NULL OR g.direction NOT IN ('in', 'out', 'note')
            OR g.kind IS NULL OR g.kind NOT IN ('message', 'call') OR (g.kind = 'call' AND g.direction = 'note')
            OR (g.call_seconds IS NOT NULL AND (g.seconds IS NULL OR g.seconds > 86400 OR g.kind <> 'call'))
            -- Nothing is sent because of an import.
            OR g.delivery IS NULL OR g.delivery NOT IN ('none', 'sent', 'failed')
            OR (g.delivery <> 'none' AND (g.direction <> 'out' OR g.kind <> 'message')) THEN 'bad-message'
          WHEN length(g.body) > 1000000 THEN 'message-too-long'
          WHEN NOT crm.attachments_fit(g.attachments) THEN 'bad-attachment'
        END,
        g.external_id, least(g.at, clock_timestamp()), g.direction, g.kind, g.author, g.body, g.language,
        g.seconds, g.delivery, CASE g.delivery WHEN 'failed'
          THEN coalesce(substring(g.delivery_reason FROM '^[a-z0-9-]{1,64}$'), 'unknown') END,
        CASE WHEN jsonb_array_length(CASE jsonb_typeof(g.attachments) WHEN 'array' THEN g.attachments END) > 0
          THEN g.attachments END)::crm.message_row)
    FROM (
      SELECT t.idx, m.ordinality::int - 1 AS n, crm.given(m.external_id) AS external_id,
        row_number() OVER (PARTITION BY t.idx, crm.given(m.external_id) ORDER BY m.ordinality) AS occurrence,
        crm.instant(m.at) AS at, m.direction, m.kind, crm.given(m.author) AS author, m.body,
        crm.given(m.language) AS language, m.call_seconds,
        CASE WHEN m.call_seconds ~ '^[0-9]{1,5}$' THEN m.call_seconds::int END AS seconds, m.delivery,
        m.delivery_reason, m.attachments
      FROM unnest(p_tickets) t, ROWS FROM (jsonb_to_recordset(p_rows -> t.idx -> 'messages') AS (external_id text,
        at text, direction text, kind text, author text, body text, language text, call_seconds text, delivery text,
        delivery_reason text, attachments jsonb)) WITH ORDINALITY m
      WHERE t.reason IS NULL
    ) g);
END $$;
