-- Answers on their way to customers. Unlike money, a message may leave twice rather than never: a hub that died between
-- sending and saying so leaves a lease that runs out, and then it is sent again. Under the same id: an adapter makes
-- the Message-ID of a mail, or the client id of a chat line, from the message's id, so the other side drops one.

SET LOCAL ROLE crm_owner;

CREATE TABLE crm.message_delivery (
  message_id uuid PRIMARY KEY REFERENCES crm.message,
  claimed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Times that it could not be sent.
  tries int NOT NULL DEFAULT 0,
  next_try_at timestamptz NOT NULL DEFAULT '-infinity'
);
ALTER TABLE crm.message_delivery ENABLE ROW LEVEL SECURITY;
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON crm.message_delivery
  FOR EACH STATEMENT EXECUTE FUNCTION crm.refuse_truncate();

-- What the hub looks for every second or so.
CREATE INDEX message_queued ON crm.message (at) WHERE delivery = 'queued';

-- Takes messages to deliver, in each ticket one after the other.
CREATE FUNCTION api.hub_messages_to_deliver(p_limit int, p_lease_seconds int DEFAULT 60) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  due record;
  free_since timestamptz := clock_timestamp() - make_interval(secs => p_lease_seconds);
  claims jsonb := '[]';
BEGIN
  PERFORM crm.require_hub();
  FOR due IN
    SELECT m.id FROM crm.message m LEFT JOIN crm.message_delivery d ON d.message_id = m.id
    WHERE m.delivery = 'queued'
      AND (d.message_id IS NULL OR (d.claimed_at <= free_since AND d.next_try_at <= clock_timestamp()))
      AND NOT EXISTS (SELECT FROM crm.message e
        WHERE e.ticket_id = m.ticket_id AND e.delivery = 'queued' AND (e.at, e.id) < (m.at, m.id))
    ORDER BY m.at, m.id LIMIT least(greatest(p_limit, 1), 100)
    FOR NO KEY UPDATE OF m SKIP LOCKED
  LOOP
    -- Asked again under the lock: another hub may have taken it since the query's snapshot.
    INSERT INTO crm.message_delivery AS d (message_id) VALUES (due.id)
      ON CONFLICT (message_id) DO UPDATE SET claimed_at = clock_timestamp()
        WHERE d.claimed_at <= free_since AND d.next_try_at <= clock_timestamp();
    CONTINUE WHEN NOT FOUND;
    claims := claims || (
      SELECT jsonb_build_object('messageId', m.id, 'ticketId', t.id, 'ticketNumber', t.number, 'channel', t.channel,
        'subject', t.subject, 'address', c.email, 'phone', c.phone, 'body', m.body, 'language', m.language,
        'authorName', coalesce(s.name, m.author), 'tries', d.tries)
      FROM crm.message m JOIN crm.ticket t ON t.id = m.ticket_id JOIN crm.message_delivery d ON d.message_id = m.id
      LEFT JOIN crm.customer c ON c.id = t.customer_id LEFT JOIN crm.staff s ON s.login = m.author WHERE m.id = due.id);
  END LOOP;
  RETURN claims;
END $$;

-- What became of it. `sent` and `failed` are final; `later`: the channel is not there, it is tried again, for about a
-- day. Late and repeated answers change nothing, but that it was sent after all is a fact.
CREATE FUNCTION api.hub_message_delivered(p_message uuid, p_outcome text, p_reason text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  before crm.message;
  outcome text := p_outcome;
  tried int;
BEGIN
  PERFORM crm.require_hub();
  IF p_outcome IS NULL OR p_outcome NOT IN ('sent', 'failed', 'later') THEN
    PERFORM crm.refuse('invalid');
  END IF;
  SELECT * INTO before FROM crm.message m WHERE m.id = p_message FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    PERFORM crm.refuse('not-found');
  END IF;
  IF before.delivery <> 'queued' AND NOT (before.delivery = 'failed' AND p_outcome = 'sent') THEN
    RETURN jsonb_build_object('changed', false, 'delivery', before.delivery);
  END IF;
  IF outcome = 'later' THEN
    UPDATE crm.message_delivery d SET tries = d.tries + 1, claimed_at = '-infinity',
      next_try_at = clock_timestamp() + crm.look_up_wait(d.tries + 1)
      WHERE d.message_id = p_message RETURNING d.tries INTO tried;
    -- Null: nobody has claimed it.
    IF coalesce(tried, 0) < 16 THEN
      RETURN jsonb_build_object('changed', false, 'delivery', before.delivery);
    END IF;
    outcome := 'failed';
  END IF;
  UPDATE crm.message m SET delivery = outcome,
    -- A code. Another system's words may quote what they like.
    delivery_reason = CASE outcome WHEN 'failed'
      THEN coalesce(substring(p_reason FROM '^[a-z0-9-]{1,64}$'), 'unknown') END
    WHERE m.id = p_message RETURNING * INTO before;
  PERFORM audit.write('message.' || outcome, p_message,
    jsonb_strip_nulls(jsonb_build_object('ticket', before.ticket_id, 'reason', before.delivery_reason)));
  RETURN jsonb_build_object('changed', true, 'delivery', outcome);
END $$;

GRANT EXECUTE ON FUNCTION api.hub_messages_to_deliver(int, int), api.hub_message_delivered(uuid, text, text)
  TO crm_hub;
