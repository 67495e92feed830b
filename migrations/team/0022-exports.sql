-- Exports leave the team's sight, so each is noted before its first row is written.

SET LOCAL ROLE crm_owner;

-- Typed text in the audit log, which can never be cleaned: long runs of digits go, whatever they were.
CREATE FUNCTION crm.without_numbers(p_text text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN regexp_replace(p_text, '([0-9][^0-9a-zA-Z]{0,4}){12,}[0-9]', '[number]', 'g');

-- Who may have personal data in a file: supervisors and admins, with a reason. p_from and p_to are days in UTC, both
-- included; p_rows is counted in the snapshot that the rows come from.
CREATE FUNCTION api.note_export(p_id uuid, p_kind text, p_from date, p_to date, p_format text, p_rows bigint,
  p_masked boolean, p_reason text, p_filters jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  role text := crm.my_role();
BEGIN
  PERFORM crm.require_read_committed();
  IF role IS NULL OR role = 'hub' THEN
    RAISE EXCEPTION USING ERRCODE = 'CR403', MESSAGE = 'not_staff';
  END IF;
  IF p_masked IS NOT TRUE AND role NOT IN ('supervisor', 'admin') THEN
    RAISE EXCEPTION USING ERRCODE = 'CR403', MESSAGE = 'forbidden';
  END IF;
  IF (p_id IS NOT NULL AND p_from <= p_to
      AND p_kind IN ('refunds', 'payments', 'tickets', 'duplicates', 'refunds-report', 'failures-report')
      AND p_format IN ('csv', 'xlsx') AND p_rows >= 0 AND coalesce(length(p_reason), 0) <= 500
      AND (p_masked OR length(btrim(p_reason)) >= 10)
      AND octet_length(coalesce(p_filters::text, '')) <= 8192) IS NOT TRUE
  THEN
    RAISE EXCEPTION USING ERRCODE = 'CR001', MESSAGE = 'invalid';
  END IF;
  PERFORM audit.write('export', p_id, jsonb_build_object('kind', p_kind, 'from', p_from, 'to', p_to,
    'format', p_format, 'rows', p_rows, 'masked', p_masked, 'reason', crm.without_numbers(p_reason),
    'filters', crm.without_numbers(p_filters::text)));
END $$;

GRANT EXECUTE ON FUNCTION api.note_export(uuid, text, date, date, text, bigint, boolean, text, jsonb) TO crm_user;
