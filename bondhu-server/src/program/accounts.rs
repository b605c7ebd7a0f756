//! `bondhu user`: accounts from the command line.

use std::io::{BufRead, IsTerminal, Write, stdin, stdout};
use std::path::Path;
use std::sync::Arc;

use bondhu_ports::error::BoxError;
use futures::StreamExt;
use futures::channel::mpsc;

use crate::app::{App, AppError, Registration};
use crate::cli::{PasswordArgs, UserCommand};
use crate::config::Settings;
use crate::http::write_export;
use crate::wiring::{open_store, wire};

use super::{Done, in_database};

/// Does one command on the database as it is; it must be up to date.
pub(super) async fn run(settings: &Settings, command: UserCommand) -> Done {
    let store = open_store(settings).await?;
    store.require_current().await.map_err(|error| in_database(settings, error))?;
    let mut settings = settings.clone();
    // An operator may always make accounts.
    settings.auth.registration = crate::config::Registration::Open;
    let app = wire(&settings, store.clone())?.app;
    let done = dispatch(&app, command).await;
    store.close().await;
    done.map_err(|error| match error.downcast::<AppError>() {
        Ok(failed) if matches!(*failed, AppError::Store(_)) => in_database(&settings, failed),
        Ok(other) => other,
        Err(other) => other,
    })
}

async fn dispatch(app: &Arc<App>, command: UserCommand) -> Done {
    match command {
        UserCommand::Create { email, display_name, timezone, password } => {
            let form = Registration {
                email: email.as_str().to_owned(),
                password: read_password(&password)?,
                display_name,
                timezone,
                ..Registration::default()
            };
            let granted = app.register(form).await.map_err(told)?;
            // The account is made, not entered.
            app.sign_out(granted.user_id, None, true).await?;
            println!("{}", granted.user_id);
        }
        UserCommand::SetPassword { email, password } => {
            let user = app.find_by_email(email.as_str()).await.map_err(told)?;
            app.set_password(user.id, &read_password(&password)?).await.map_err(told)?;
            println!("password set; every sign-in has ended");
        }
        UserCommand::Delete { email, yes } => {
            let user = app.find_by_email(email.as_str()).await.map_err(told)?;
            if !yes && !confirmed(email.as_str())? {
                return Err("nothing was deleted".into());
            }
            app.erase(user.id).await?;
            println!("deleted {}", user.id);
        }
        UserCommand::Export { email, output } => {
            let user = app.find_by_email(email.as_str()).await.map_err(told)?;
            export(app, user.id, output.as_deref()).await?;
        }
    }
    Ok(())
}

/// What was wrong, with the fields.
fn told(error: AppError) -> BoxError {
    match error {
        AppError::Invalid(errors) => {
            let lines: Vec<_> = errors.iter().map(|it| format!("{}: {}", it.field, it.detail)).collect();
            lines.join("; ").into()
        }
        AppError::NotFound => "there is no account with this address".into(),
        other => other.into(),
    }
}

fn read_password(args: &PasswordArgs) -> Result<String, BoxError> {
    let text = if let Some(path) = &args.password_file {
        std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read the password file {}: {error}", path.display()))?
    } else {
        if stdin().is_terminal() {
            eprint!("Password (shown as you type): ");
        }
        let mut line = String::new();
        stdin().lock().read_line(&mut line)?;
        line
    };
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn confirmed(email: &str) -> Result<bool, BoxError> {
    eprint!("Delete {email} and everything stored about them? Type yes: ");
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim() == "yes")
}

async fn export(app: &Arc<App>, user: bondhu_domain::ids::UserId, output: Option<&Path>) -> Done {
    let record = app.account_record(user).await?;
    let (out, mut pieces) = mpsc::channel(2);
    let writing = write_export(app, user, &record, out);
    let saving = async {
        let mut file: Box<dyn Write + Send> = match output {
            Some(path) => Box::new(std::fs::File::create(path)?),
            None => Box::new(stdout()),
        };
        while let Some(piece) = pieces.next().await {
            file.write_all(&piece?)?;
        }
        file.flush()
    };
    let (written, saved) = futures::join!(writing, saving);
    written?;
    saved?;
    Ok(())
}
