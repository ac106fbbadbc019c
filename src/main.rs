//! The doorstep: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    headlined::cli::main()
}
