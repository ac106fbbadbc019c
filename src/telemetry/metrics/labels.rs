//! The values of labels: closed lists, named as they stand in the text.

/// Declares an enum whose variants are the values of one label.
macro_rules! label {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The value as it stands in the text.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }
    };
}

label! {
    /// A stage of the line; each has lanes of its own.
    Stage {
        /// Pages to sightings.
        Extract = "extract",
        /// Sightings to headline events.
        Dedupe = "dedupe",
        /// Both in one lane and one transaction.
        Fused = "fused",
    }
}

label! {
    /// How a page event ended.
    PageResult {
        /// Items were found.
        Ok = "ok",
        /// A page without a list.
        NoList = "no_list",
        /// Not a 2xx page, or a record without a value.
        PassedOver = "passed_over",
        /// It became a dead letter.
        Rejected = "rejected",
    }
}

label! {
    /// The two kinds of headline events.
    Event {
        /// First time on that topic.
        Published = "published",
        /// Edited on the site, or read better.
        Revised = "revised",
    }
}

label! {
    /// How a transaction ended.
    TxnResult {
        /// All of it is visible.
        Committed = "committed",
        /// None of it is visible; the turn runs again.
        Aborted = "aborted",
        /// The commit was called and its outcome had to be asked for. What was found is counted as well, as one of the above.
        Unknown = "unknown",
    }
}

label! {
    /// Why a transactional producer was made anew.
    RecreateReason {
        /// A call before the commit did not answer in time.
        TimedOut = "timed_out",
        /// The outcome of a commit was unknown: the new epoch ends what is under way.
        UnknownOutcome = "unknown_outcome",
        /// The broker ended the transaction (its time-out) or another process took the id.
        Fenced = "fenced",
        /// The connection broke inside a transaction: a stray retry could hit the next one.
        Transport = "transport",
        /// Records were refused for their size: what the producer counts is out of step with the broker.
        TooLarge = "too_large",
        /// The producer gave up for good.
        Fatal = "fatal",
    }
}

label! {
    /// What was cut because its topic takes no larger record.
    Cut {
        /// A headline event: its deck, then its kicker.
        Event = "event",
        /// A sighting: the same.
        Sighting = "sighting",
        /// A dead letter: the rejected page.
        DeadLetter = "dead_letter",
    }
}

label! {
    /// Why a partition is paused until a person has done something.
    HoldReason {
        /// Its state is not this service's, or not whole.
        State = "state",
        /// A record that can't be understood and must not be skipped.
        Record = "record",
        /// A record that the process has died over again and again.
        Poison = "poison",
        /// Too many dead letters.
        Flood = "flood",
        /// What it has to write is larger than a topic takes, and can't be cut.
        TooLarge = "too_large",
    }
}

label! {
    /// What became of a local snapshot.
    SnapshotResult {
        /// It was written.
        Written = "written",
        /// It could not be written.
        Failed = "failed",
        /// A partition began with it.
        Loaded = "loaded",
        /// It was not whole.
        Corrupt = "corrupt",
        /// It was too old.
        Stale = "stale",
        /// It was another cluster's, topic's, log's or release's.
        Foreign = "foreign",
        /// The change log does not go on from it.
        OutOfLog = "out_of_log",
    }
}

label! {
    /// A part of a transaction's time.
    Phase {
        /// Gathering input and working on it.
        Fill = "fill",
        /// Waiting for the delivery of its records.
        Send = "send",
        /// Handing over the offsets.
        Offsets = "offsets",
        /// The commit itself.
        Commit = "commit",
    }
}
