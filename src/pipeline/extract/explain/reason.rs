//! The closed lists of reasons.

/// Declares a closed list: each value with its name and its meaning.
macro_rules! closed {
    ($(#[$about:meta])* $list:ident { $($value:ident = $name:literal, $meaning:literal;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $list {
            $(#[doc = $meaning] $value,)*
        }

        impl $list {
            /// Every value, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$value,)*];

            /// A name for machines.
            pub fn name(self) -> &'static str {
                match self { $(Self::$value => $name,)* }
            }

            /// What it means, for people.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$value => $meaning,)* }
            }
        }
    };
}

closed! {
    /// Why something was not taken.
    Reason {
        TooFew = "too_few", "fewer items than make a list";
        OneLink = "one_link", "all items link to one place";
        WeakHeadlines = "weak_headlines", "the words of its items hardly look like headlines";
        FewLinks = "few_links", "fewer than half of its items have a link";
        ShortTitles = "short_titles", "its titles are too short for headlines";
        Articles = "articles", "its items say as much as articles do";
        ForeignClass = "foreign_class", "its elements call themselves comments, events, jobs or the like";
        ForeignHeading = "foreign_heading", "its heading names something else than headlines";
        Ahead = "ahead", "its times lie ahead of the fetch: a calendar";
        Measure = "measure", "its times are of lengths, scores or prices, or follow no order";
        Speech = "speech", "its lines read like people speaking, not like headlines";
        SeenBefore = "seen_before", "the list stands on the page before";
        ShownAlready = "shown_already", "structured data of articles that a list shows";
        ShownUntimed = "shown_untimed", "an application's state of headlines that the page shows without times";
        Repeated = "repeated", "the item stands in its list before";
        NoHeadline = "no_headline", "no words near the time look like a headline";
        Alone = "alone", "no second item of its make stands beside it";
        RuledOut = "ruled_out", "a site rule leaves it out";
        NoWords = "no_words", "an item that a site rule selects, and no headline in it";
    }
}

closed! {
    /// What said of which kind a list is.
    Why {
        Heading = "heading", "its heading names the kind";
        Hint = "hint", "its heading hints at the kind, and so do class words or the rest of the page";
        Class = "class", "class words on it or around it name the kind";
        Order = "order", "it has no heading, and its times fall all the way: a feed";
        Default = "default", "nothing names a kind: a section";
        Rule = "rule", "a site rule names the kind";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_a_name_of_its_own() {
        let names: std::collections::HashSet<_> = Reason::ALL.iter().map(|reason| reason.name()).collect();
        assert_eq!(names.len(), Reason::ALL.len());
        assert!(Why::ALL.iter().all(|why| !why.meaning().is_empty() && !why.name().is_empty()));
    }
}
