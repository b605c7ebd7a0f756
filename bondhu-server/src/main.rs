//! The program `bondhu`.

use std::process::ExitCode;

use bondhu_server::cli::Invocation;

fn main() -> ExitCode {
    let invocation = Invocation::parse(std::env::args_os()).unwrap_or_else(|error| error.exit());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(bondhu_server::program::run(invocation)),
        Err(error) => {
            eprintln!("bondhu: cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
