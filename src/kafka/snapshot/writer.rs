//! Writing on a thread of its own: no turn waits for a disk.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread;

use super::Header;
use super::frame::{self, Frame};

/// Slices that wait for the disk at most.
const WAITING: usize = 4;

/// A snapshot that is being written. Dropped before its end it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct Writer {
    pub(super) slices: SyncSender<Option<Vec<u8>>>,
    pub(super) done: Receiver<io::Result<u64>>,
    /// What found no room yet.
    held: Option<Option<Vec<u8>>>,
}

impl Writer {
    /// Begins a file that will take the place of `path` once it is whole.
    pub(crate) fn begin(path: PathBuf, lane: &str, header: &Header) -> io::Result<Self> {
        let header = serde_json::to_vec(header)?;
        let (slices, taken) = sync_channel(WAITING);
        let (tell, done) = sync_channel(1);
        // a name of the lane's own: a partition may be given to another while this one still writes
        let draft = path.with_extension(format!("{}.draft", lane.replace(['/', '\\'], "_")));
        let body = move || {
            let written = write(&draft, &path, header, &taken);
            if !matches!(written, Ok(Some(_))) {
                // it may not have come into being
                let _ = fs::remove_file(&draft);
            }
            if let Some(result) = written.transpose() {
                // whoever began it may be gone
                let _ = tell.send(result);
            }
        };
        thread::Builder::new().name("snapshot".to_owned()).spawn(body)?;
        Ok(Self { slices, done, held: None })
    }

    /// Whether there is room for one more slice.
    pub(crate) fn has_room(&mut self) -> bool {
        let Some(held) = self.held.take() else { return true };
        self.push(held);
        self.held.is_none()
    }

    /// Hands over a slice, or the end.
    pub(crate) fn push(&mut self, slice: Option<Vec<u8>>) {
        if let Err(TrySendError::Full(slice)) = self.slices.try_send(slice) {
            self.held = Some(slice);
        }
        // where nobody listens any more, `result` says why
    }

    /// How it ended, once it has: the bytes of the file.
    pub(crate) fn result(&self) -> Option<io::Result<u64>> {
        match self.done.try_recv() {
            Ok(result) => Some(result),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(io::Error::other("the thread that writes it has ended"))),
        }
    }
}

/// None where the end never came: it is no longer wanted.
fn write(draft: &Path, path: &Path, header: Vec<u8>, slices: &Receiver<Option<Vec<u8>>>) -> io::Result<Option<u64>> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(draft)?);
    frame::write_magic(&mut file)?;
    frame::write(&mut file, &Frame::Header(header))?;
    let mut count = 0;
    loop {
        match slices.recv() {
            Ok(Some(slice)) => frame::write(&mut file, &Frame::Slice(slice))?,
            Ok(None) => break,
            Err(_) => return Ok(None),
        }
        count += 1;
    }
    frame::write(&mut file, &Frame::End(count))?;
    file.flush()?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    fs::rename(draft, path)?;
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(Some(file.metadata()?.len()))
}
