//! Where a process keeps its snapshots, and a disk that takes no more of them.

use std::fs;

use crate::rig::topics::Topics;

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

    /// Whatever the process writes next finds no room.
    pub fn fill_disk(&self, topics: &Topics<'_>) {
        for partition in 0..topics.partitions {
            topics.fill_disk(self.folder.path(), &format!("desk-{}", self.process), partition);
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
