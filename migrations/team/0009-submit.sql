-- The one way in for a person's commands. A command's id is made once, on the desktop: the same id with the same
-- content answers what it answered the first time and does nothing again.
-- Runs in READ COMMITTED: a second sender waits on the primary key for the first one to end, then reads its answer.

SET LOCAL ROLE crm_owner;

-- What a command did: whom its audit entry is about, the rows that it touched with their new versions, and more facts
-- for the audit log.
CREATE TYPE crm.command_effect AS (entity uuid, versions jsonb, facts jsonb);

CREATE FUNCTION crm.refund_effect(p_before crm.refund) RETURNS crm.command_effect
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  after crm.refund;
  effect crm.command_effect;
BEGIN
  SELECT * INTO after FROM crm.refund r WHERE r.id = p_before.id;
  effect.entity := after.id;
  effect.versions := jsonb_build_array(
    jsonb_build_object('table', 'refund', 'id', after.id, 'ver', after.ver),
    (SELECT jsonb_build_object('table', 'payment', 'id', p.id, 'ver', p.ver) FROM crm.payment p
      WHERE p.id = after.payment_id));
  effect.facts := jsonb_build_object('payment', after.payment_id,
    'amountMinor', after.amount_minor, 'currency', after.currency,
    'before', jsonb_build_object('state', p_before.state, 'ver', p_before.ver, 'sendNo', p_before.send_no),
    'after', jsonb_build_object('state', after.state, 'ver', after.ver, 'sendNo', after.send_no));
  RETURN effect;
END $$;

CREATE FUNCTION api.submit(p_id uuid, p_device uuid, p_kind text, p_v int, p_payload jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  content bytea := sha256(convert_to(p_kind || chr(31) || p_v || chr(31) || p_payload::text, 'UTF8'));
  -- A command is a form: nobody fills the disk through it. What a message says may be long; it is kept once, with the
  -- message, and its handler knows how long it may be. The hash still tells two commands apart.
  form jsonb := CASE jsonb_typeof(p_payload) WHEN 'object' THEN p_payload - 'body' ELSE p_payload END;
  oversized boolean := octet_length(form::text) > 65536;
  actor crm.staff;
  known crm.command;
  effect crm.command_effect;
  subject text := CASE split_part(p_kind, '.', 1) WHEN 'ticket' THEN 'ticket' ELSE 'refund' END;
  answer jsonb;
BEGIN
  PERFORM crm.require_read_committed();
  SELECT * INTO actor FROM crm.staff s WHERE s.login = session_user AND s.active AND s.role <> 'hub';
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'CR403', MESSAGE = 'not_staff';
  END IF;
  INSERT INTO crm.command (id, actor, device, kind, v, hash, payload)
    VALUES (p_id, session_user, p_device, left(p_kind, 64), p_v, content,
      CASE WHEN oversized THEN '{"oversized": true}' ELSE form END)
    ON CONFLICT (id) DO NOTHING;
  IF NOT FOUND THEN
    SELECT * INTO known FROM crm.command c WHERE c.id = p_id;
    IF known.actor <> session_user OR known.hash <> content THEN
      RAISE EXCEPTION USING ERRCODE = 'CR409', MESSAGE = 'idempotency_mismatch';
    END IF;
    RETURN known.result || jsonb_build_object('replayed', true);
  END IF;
  -- What the command did is undone when it is refused; that it was asked stays.
  BEGIN
    IF oversized THEN
      PERFORM crm.refuse('invalid');
    END IF;
    CASE p_kind || ':' || p_v
      WHEN 'refund.submit:1' THEN effect := crm.refund_effect(crm.refund_submit(actor, p_payload));
      WHEN 'refund.withdraw:1' THEN effect := crm.refund_effect(crm.refund_withdraw(actor, p_payload));
      WHEN 'refund.approve:1' THEN effect := crm.refund_effect(crm.refund_approve(actor, p_payload));
      WHEN 'refund.reject:1' THEN effect := crm.refund_effect(crm.refund_reject(actor, p_payload));
      WHEN 'refund.resend:1' THEN effect := crm.refund_effect(crm.refund_resend(actor, p_payload));
      WHEN 'refund.look_up_again:1' THEN effect := crm.refund_effect(crm.refund_look_up_again(actor, p_payload));
      WHEN 'refund.declare_not_sent:1' THEN effect := crm.refund_effect(crm.refund_declare_not_sent(actor, p_payload));
      WHEN 'ticket.reply:1' THEN effect := crm.ticket_reply(actor, p_payload);
      WHEN 'ticket.note:1' THEN effect := crm.ticket_note(actor, p_payload);
      WHEN 'ticket.call:1' THEN effect := crm.ticket_call(actor, p_payload);
      WHEN 'ticket.update:1' THEN effect := crm.ticket_update(actor, p_payload);
      WHEN 'ticket.create:1' THEN effect := crm.ticket_create(actor, p_payload);
      ELSE PERFORM crm.refuse('unknown-kind');
    END CASE;
    answer := jsonb_build_object('outcome', 'applied', 'reason', NULL, 'versions', effect.versions);
    PERFORM audit.write(p_kind, effect.entity, jsonb_build_object('command', p_id) || effect.facts);
  EXCEPTION WHEN SQLSTATE 'CR001' OR data_exception OR integrity_constraint_violation THEN
    -- Only our own refusals have a message fit to pass on: a constraint's text quotes the row.
    answer := jsonb_build_object('outcome', 'rejected', 'versions', '[]'::jsonb,
      'reason', CASE WHEN SQLSTATE = 'CR001' THEN SQLERRM ELSE 'invalid' END);
    -- Patterns, because a refused text may be anything, a card number included.
    PERFORM audit.write(coalesce(substring(p_kind FROM '^[a-z._]{1,64}$'), 'unknown') || '.rejected', NULL,
      jsonb_build_object('command', p_id, 'reason', answer ->> 'reason',
        subject, substring(p_payload ->> (subject || 'Id') FROM '^[0-9a-f-]{36}$')));
  END;
  answer := answer || '{"replayed": false}';
  UPDATE crm.command c SET outcome = answer ->> 'outcome', result = answer WHERE c.id = p_id;
  RETURN answer;
END $$;

GRANT EXECUTE ON FUNCTION api.submit(uuid, uuid, text, int, jsonb) TO crm_user;
