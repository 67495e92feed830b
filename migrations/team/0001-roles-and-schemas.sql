-- Roles and schemas. One database for one team; nothing else lives in it.
-- Every object belongs to crm_owner, which nobody signs in as. Desktop logins are IN ROLE crm_user, hubs IN ROLE crm_hub.

DO $$ BEGIN
  IF current_setting('server_encoding') <> 'UTF8' THEN
    RAISE EXCEPTION 'the team database must be created with ENCODING ''UTF8''';
  END IF;
END $$;

-- Roles belong to the cluster: another team database may have made them already.
DO $$ DECLARE role_name name; BEGIN
  FOREACH role_name IN ARRAY ARRAY['crm_owner', 'crm_user', 'crm_hub']::name[] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
END $$;

-- The watchdog (api.hub_watchdog) runs as crm_owner and ends sessions that freeze the change feed.
GRANT pg_signal_backend, pg_read_all_stats TO crm_owner;

-- No TEMP for desktops: temporary objects are the usual way to shadow a name inside somebody else's function.
DO $$ BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO crm_user, crm_hub', current_database());
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- Large objects know no row-level security, and like messages in the write-ahead log they would let a read-only login
-- fill the disk.
DO $$ DECLARE routine regprocedure; BEGIN
  FOR routine IN
    SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'pg_catalog' AND (p.proname LIKE 'lo\_%'
      OR p.proname IN ('loread', 'lowrite', 'pg_logical_emit_message'))
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', routine);
  END LOOP;
END $$;

ALTER SCHEMA crm OWNER TO crm_owner;
ALTER TABLE crm.migration OWNER TO crm_owner;
ALTER TABLE crm.migration ENABLE ROW LEVEL SECURITY;
CREATE SCHEMA feed AUTHORIZATION crm_owner;
CREATE SCHEMA audit AUTHORIZATION crm_owner;
CREATE SCHEMA wire AUTHORIZATION crm_owner;
CREATE SCHEMA api AUTHORIZATION crm_owner;
GRANT USAGE ON SCHEMA crm, feed, wire, api TO crm_user, crm_hub;

-- New functions of crm_owner are nobody's until granted. The migration runner sets the role before each file.
ALTER DEFAULT PRIVILEGES FOR ROLE crm_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
