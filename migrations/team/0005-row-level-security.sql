-- Who sees what. Reading is all a desktop login may do with a table, and row-level security decides which rows;
-- every write goes through a function of schema api. Identity is session_user, which no statement of a login can
-- change: inside these functions current_user is the owner, and a setting could be forged by anybody.

SET LOCAL ROLE crm_owner;

CREATE FUNCTION crm.my_role() RETURNS text LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT s.role FROM crm.staff s WHERE s.login = session_user AND s.active);
END $$;

CREATE FUNCTION crm.my_teams() RETURNS int[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN coalesce((SELECT s.teams FROM crm.staff s WHERE s.login = session_user AND s.active), '{}');
END $$;

GRANT EXECUTE ON FUNCTION crm.my_role(), crm.my_teams() TO crm_user, crm_hub;

-- In any other isolation a transaction that was opened before somebody's rights were taken away still sees them. It may
-- stay open for days: one that has only read holds nothing back that the watchdog would notice.
CREATE FUNCTION crm.require_read_committed() RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION USING ERRCODE = '25001', MESSAGE = 'read_committed_only';
  END IF;
END $$;

-- Who may read a table. `organisation`: every member of staff, because look-up must work for everyone. `team`: the
-- teams that its column names. (SELECT f()) is evaluated once per statement. What is compared with it stays inside the
-- sub-select: outside, the planner takes the comparison for one that few rows pass, and sorts the whole table for each
-- page of a first sync instead of reading the key's index.
CREATE FUNCTION crm.make_readable(p_table text, p_audience text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format('ALTER TABLE crm.%I ENABLE ROW LEVEL SECURITY', p_table);
  EXECUTE format('CREATE POLICY %I ON crm.%I FOR SELECT TO crm_user USING (%s)', p_audience, p_table, CASE p_audience
    WHEN 'organisation' THEN '(SELECT crm.my_role() IN (''agent'', ''supervisor'', ''admin''))'
    WHEN 'team' THEN 'team = ANY ((SELECT crm.my_teams())::int[]) OR (SELECT crm.my_role() = ''admin'')' END);
  EXECUTE format('GRANT SELECT ON crm.%I TO crm_user', p_table);
END $$;

SELECT crm.make_readable(t, 'organisation') FROM unnest(ARRAY['staff', 'customer', 'application', 'fee_component',
  'payment', 'payment_attempt', 'payment_event', 'identifier']) t;
SELECT crm.make_readable(t, 'team') FROM unnest(ARRAY['refund', 'refund_event']) t;

-- On for every other table too; without a policy nothing is visible.
DO $$ DECLARE
  listed record;
BEGIN
  FOR listed IN
    SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND NOT c.relrowsecurity AND n.nspname IN ('crm', 'feed', 'audit')
  LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', listed.name);
  END LOOP;
END $$;

-- The hub names people in mails and notices; it needs no other table.
CREATE POLICY hub ON crm.staff FOR SELECT TO crm_hub USING ((SELECT crm.my_role() = 'hub'));
GRANT SELECT ON crm.staff TO crm_hub;

CREATE POLICY audience ON feed.change FOR SELECT TO crm_user USING (
  (team_old IS NULL AND team_new IS NULL AND (SELECT crm.my_role() IS NOT NULL))
  OR team_old = ANY ((SELECT crm.my_teams())::int[])
  OR team_new = ANY ((SELECT crm.my_teams())::int[])
  OR (SELECT crm.my_role() = 'admin'));
GRANT SELECT ON feed.change TO crm_user;

GRANT EXECUTE ON FUNCTION api.seal_audit() TO crm_hub;
GRANT EXECUTE ON FUNCTION api.verify_audit() TO crm_hub, crm_user;
