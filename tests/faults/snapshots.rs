//! Where a process keeps its snapshots, and a disk that takes no more of them.

use std::fs;
use std::os::unix::fs::symlink;

use crate::rig::topics::Topics;

/// Everything written there is refused: no space left on the device.
const FULL: &str = "/dev/full";

/// The folder of one process.
pub struct Snapshots {
    process: usize,
    folder: tempfile::TempDir,
    path: String,
}

impl Snapshots {
    pub fn create(process: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder for snapshots");
        let path = folder.path().display().to_string();
        Self { process, folder, path }
    }

    /// The setting that names it.
    pub fn setting(&self) -> (&str, &str) {
        ("HEADLINED__DEDUPE__SNAPSHOT_DIR", &self.path)
    }

    /// Whatever the process writes next finds no room: the file it begins with is there already, and is full.
    pub fn fill_disk(&self, topics: &Topics<'_>) {
        for partition in 0..topics.partitions {
            let lane = format!("{}headlined.dedupe.desk-{}.0", topics.prefix, self.process);
            let draft = self.folder.path().join(format!("{}.{partition}.{lane}.draft", topics.state()));
            // a draft that a death has left
            let _ = fs::remove_file(&draft);
            symlink(FULL, &draft).expect("a link to the full device");
        }
    }

    /// There is room again.
    pub fn empty_disk(&self) {
        for file in fs::read_dir(self.folder.path()).expect("the folder of snapshots") {
            let file = file.expect("a file").path();
            if file.is_symlink() {
                fs::remove_file(file).expect("the link can go");
            }
        }
    }
}
