-- The one way in for a person's commands. A command's id is made once, on the desktop: the same id with the same
-- content answers what it answered the first time and does nothing again.
-- Runs in READ COMMITTED: a second sender waits on the primary key for the first one to end, then reads its answer.

SET LOCAL ROLE crm_owner;

CREATE FUNCTION api.submit(p_id uuid, p_device uuid, p_kind text, p_v int, p_payload jsonb) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  content bytea := sha256(convert_to(p_kind || chr(31) || p_v || chr(31) || p_payload::text, 'UTF8'));
  -- A command is a form: nobody fills the disk through it. The hash still tells two apart.
  oversized boolean := octet_length(p_payload::text) > 65536;
  actor crm.staff;
  known crm.command;
  before crm.refund;
  after crm.refund;
  answer jsonb;
BEGIN
  PERFORM crm.require_read_committed();
  SELECT * INTO actor FROM crm.staff s WHERE s.login = session_user AND s.active AND s.role <> 'hub';
  IF NOT FOUND THEN
    RAISE EXCEPTION USING ERRCODE = 'CR403', MESSAGE = 'not_staff';
  END IF;
  INSERT INTO crm.command (id, actor, device, kind, v, hash, payload)
    VALUES (p_id, session_user, p_device, left(p_kind, 64), p_v, content,
      CASE WHEN oversized THEN '{"oversized": true}' ELSE p_payload END)
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
      WHEN 'refund.submit:1' THEN before := crm.refund_submit(actor, p_payload);
      WHEN 'refund.withdraw:1' THEN before := crm.refund_withdraw(actor, p_payload);
      WHEN 'refund.approve:1' THEN before := crm.refund_approve(actor, p_payload);
      WHEN 'refund.reject:1' THEN before := crm.refund_reject(actor, p_payload);
      WHEN 'refund.resend:1' THEN before := crm.refund_resend(actor, p_payload);
      ELSE PERFORM crm.refuse('unknown-kind');
    END CASE;
    SELECT * INTO after FROM crm.refund r WHERE r.id = before.id;
    answer := jsonb_build_object('outcome', 'applied', 'reason', NULL, 'versions', jsonb_build_array(
      jsonb_build_object('table', 'refund', 'id', after.id, 'ver', after.ver),
      (SELECT jsonb_build_object('table', 'payment', 'id', p.id, 'ver', p.ver) FROM crm.payment p
        WHERE p.id = after.payment_id)));
    PERFORM audit.write(p_kind, after.id, jsonb_build_object('command', p_id, 'payment', after.payment_id,
      'amountMinor', after.amount_minor, 'currency', after.currency,
      'before', jsonb_build_object('state', before.state, 'ver', before.ver, 'sendNo', before.send_no),
      'after', jsonb_build_object('state', after.state, 'ver', after.ver, 'sendNo', after.send_no)));
  EXCEPTION WHEN SQLSTATE 'CR001' OR data_exception OR integrity_constraint_violation THEN
    -- Only our own refusals have a message fit to pass on: a constraint's text quotes the row.
    answer := jsonb_build_object('outcome', 'rejected', 'versions', '[]'::jsonb,
      'reason', CASE WHEN SQLSTATE = 'CR001' THEN SQLERRM ELSE 'invalid' END);
    -- Patterns, because a refused text may be anything, a card number included.
    PERFORM audit.write(coalesce(substring(p_kind FROM '^[a-z.]{1,64}$'), 'unknown') || '.rejected', NULL,
      jsonb_build_object('command', p_id, 'reason', answer ->> 'reason',
        'refund', substring(p_payload ->> 'refundId' FROM '^[0-9a-f-]{36}$')));
  END;
  answer := answer || '{"replayed": false}';
  UPDATE crm.command c SET outcome = answer ->> 'outcome', result = answer WHERE c.id = p_id;
  RETURN answer;
END $$;

GRANT EXECUTE ON FUNCTION api.submit(uuid, uuid, text, int, jsonb) TO crm_user;
