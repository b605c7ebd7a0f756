//! The two roles that units of work run as, and what is wrong with the rights around them.

use std::fmt;

use bondhu_ports::store::{StoreError, StoreErrorKind};
use sqlx::{AssertSqlSafe, Executor, PgConnection, PgPool};

use super::begin::begin_inspection;
use super::error::store_error;
use super::options::{Login, PostgresOptions};

/// The role of people's units of work: it owns nothing and sees the rows of one person.
pub const APP_ROLE: &str = "bondhu_app";
/// The role of the program's own units of work: it owns nothing and sees all rows.
pub const WORKER_ROLE: &str = "bondhu_worker";

/// Something wrong with the rights of a login or a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessProblem {
    /// The login it is found with.
    pub login: Login,
    /// What is wrong, and what to do.
    pub what: String,
}

impl fmt::Display for AccessProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

#[derive(Debug, thiserror::Error)]
#[error(
    "the role {role} does not exist and {login} may not make it; let an administrator run: \
     CREATE ROLE {role} NOLOGIN; GRANT {role} TO {login}"
)]
struct MissingRole {
    role: &'static str,
    login: String,
}

#[derive(Debug, thiserror::Error)]
#[error(
    "{login} may not make the schema of the job queue; let an administrator run: \
     GRANT CREATE ON DATABASE {database} TO {login}"
)]
struct MayNotCreate {
    database: String,
    login: String,
}

/// The job queue's engine has a schema of its own, and extensions that come with the server.
pub(super) async fn require_create(connection: &mut PgConnection) -> Result<(), StoreError> {
    let (may, database, login): (bool, String, String) = sqlx::query_as(
        "SELECT to_regnamespace('apalis') IS NOT NULL OR has_database_privilege(current_database(), 'CREATE'), \
         quote_ident(current_database()), quote_ident(current_user)",
    )
    .fetch_one(connection)
    .await
    .map_err(store_error)?;
    if may {
        return Ok(());
    }
    Err(StoreError::new(StoreErrorKind::Unavailable, MayNotCreate { database, login }))
}

/// Makes the roles that are missing and lets the migrating login take them, as part of the migration's transaction.
pub(super) async fn make_roles(connection: &mut PgConnection) -> Result<(), StoreError> {
    for role in [APP_ROLE, WORKER_ROLE] {
        let (exists, maker, member, login): (bool, bool, bool, String) = sqlx::query_as(
            "SELECT made.oid IS NOT NULL, me.rolsuper OR me.rolcreaterole, \
             made.oid IS NOT NULL AND pg_has_role(made.oid, 'MEMBER'), quote_ident(current_user) FROM pg_roles AS me \
             LEFT JOIN pg_roles AS made ON made.rolname = $1 WHERE me.rolname = current_user",
        )
        .bind(role)
        .fetch_one(&mut *connection)
        .await
        .map_err(store_error)?;
        if !exists && !maker {
            return Err(StoreError::new(StoreErrorKind::Unavailable, MissingRole { role, login }));
        }
        if !exists {
            // Roles belong to all databases of a server: another one's migration may make them at this moment.
            let make = format!(
                "DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; \
                 END $$"
            );
            connection.execute(AssertSqlSafe(make)).await.map_err(store_error)?;
        }
        if !member && maker {
            // Where it may not, the check of rights tells.
            let grant = format!(
                "DO $$ BEGIN GRANT {role} TO {login}; \
                 EXCEPTION WHEN unique_violation OR insufficient_privilege THEN NULL; END $$"
            );
            connection.execute(AssertSqlSafe(grant)).await.map_err(store_error)?;
        }
    }
    Ok(())
}

const LOGIN: &str = "SELECT session_user::text, me.rolsuper, me.rolbypassrls, \
     coalesce(pg_has_role(session_user, (SELECT oid FROM pg_roles WHERE rolname = 'bondhu_app'), 'MEMBER'), false), \
     coalesce(pg_has_role(session_user, (SELECT oid FROM pg_roles WHERE rolname = 'bondhu_worker'), 'MEMBER'), false) \
     FROM pg_roles AS me WHERE me.rolname = session_user";

const ROLES: &str = "SELECT r.rolname::text, r.rolsuper OR r.rolbypassrls, \
     EXISTS (SELECT 1 FROM pg_class AS c WHERE c.relowner = r.oid AND c.relnamespace = current_schema()::regnamespace) \
     FROM pg_roles AS r WHERE r.rolname IN ('bondhu_app', 'bondhu_worker') ORDER BY 1";

const UNGUARDED: &str = "SELECT c.relname::text FROM pg_class AS c \
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') \
     AND NOT (c.relrowsecurity AND c.relforcerowsecurity) \
     AND EXISTS (SELECT 1 FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'user_id') ORDER BY 1";

pub(super) async fn problems(
    options: &PostgresOptions,
    people: &PgPool,
    system: &PgPool,
) -> Result<Vec<AccessProblem>, StoreError> {
    let mut found = Vec::new();
    let separate = options.has_separate_logins();
    let mut rights = begin_inspection(people, options.patience()).await?;
    of_login(&mut rights, Login::People, separate, &mut found).await.map_err(store_error)?;
    of_roles(&mut rights, &mut found).await.map_err(store_error)?;
    if separate {
        let mut rights = begin_inspection(system, options.patience()).await?;
        of_login(&mut rights, Login::System, separate, &mut found).await.map_err(store_error)?;
    }
    Ok(found)
}

async fn of_login(
    rights: &mut PgConnection,
    login: Login,
    separate: bool,
    found: &mut Vec<AccessProblem>,
) -> Result<(), sqlx::Error> {
    let (name, superuser, bypasses, app, worker): (String, bool, bool, bool, bool) =
        sqlx::query_as(LOGIN).fetch_one(&mut *rights).await?;
    let mut add = |what: String| found.push(AccessProblem { login, what });
    if superuser {
        add(format!(
            "{name} is a superuser, whom no row-level security binds: give Bondhu a login of its own"
        ));
        // May do everything; the rest would only repeat it.
        return Ok(());
    }
    if bypasses {
        add(format!("{name} passes by row-level security: ALTER ROLE {name} NOBYPASSRLS"));
    }
    let (needs_app, needs_worker) = match login {
        Login::People => (true, !separate),
        Login::System => (false, true),
    };
    for (needed, has, role) in [(needs_app, app, APP_ROLE), (needs_worker, worker, WORKER_ROLE)] {
        if needed && !has {
            add(format!("{name} may not take the role {role}: GRANT {role} TO {name}"));
        }
    }
    if login == Login::People && separate && worker {
        add(format!(
            "{name} may take the role {WORKER_ROLE}, which the other login is for: REVOKE {WORKER_ROLE} FROM {name}"
        ));
    }
    Ok(())
}

async fn of_roles(rights: &mut PgConnection, found: &mut Vec<AccessProblem>) -> Result<(), sqlx::Error> {
    let mut add = |what: String| found.push(AccessProblem { login: Login::People, what });
    let roles: Vec<(String, bool, bool)> = sqlx::query_as(ROLES).fetch_all(&mut *rights).await?;
    for (name, unbound, owns) in roles {
        if unbound {
            add(format!(
                "{name} is not bound by row-level security: ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS"
            ));
        }
        if owns {
            add(format!(
                "{name} owns tables, whose policies it could change: they must belong to another role"
            ));
        }
    }
    let unguarded: Vec<(String,)> = sqlx::query_as(UNGUARDED).fetch_all(&mut *rights).await?;
    for (table,) in unguarded {
        add(format!(
            "the table {table} has row-level security off: ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, \
             FORCE ROW LEVEL SECURITY"
        ));
    }
    Ok(())
}
