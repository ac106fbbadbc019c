//! Data: what senders add to links to follow readers. None of it tells which article a link means.

/// Parameters that never identify anything, by whole name in lower case, sorted.
#[rustfmt::skip]
pub(super) const NAMES: &[&str] = &[
    "_branch_match_id", "_branch_referrer", "_ga", "_gl", "_hsenc", "_hsmi", "_ke", "_openstat", "adid", "algo_expid",
    "algo_pvid", "ampshare", "at_campaign", "at_custom1", "at_custom2", "at_custom3", "at_custom4", "at_medium",
    "campaign_id", "campaignid", "cid_source", "cmp", "cmpid", "cn-track", "cndid", "cx_artpos", "cx_testid",
    "cx_testvariant", "dclid", "dicbo", "dm_i", "echobox", "ef_id", "epik", "fb_action_ids", "fb_action_types",
    "fb_ref", "fb_source", "fbclid", "from_source", "fromsource", "gad_source", "gbraid", "gclid", "gclsrc", "gs_l",
    "guce_referrer", "guce_referrer_sig", "hsctatracking", "icid", "ico", "igsh", "igshid", "int_campaign",
    "int_medium", "int_source", "intcid", "intcmp", "internal_referrer", "itm_campaign", "itm_content", "itm_medium",
    "itm_source", "itm_term", "li_fat_id", "link_source", "linkid", "mbid", "mc_cid", "mc_eid", "mibextid", "mkcid",
    "mkevt", "mkrid", "mkt_tok", "mkwid", "msclkid", "ncid", "ns_campaign", "ns_fee", "ns_linkname", "ns_mchannel",
    "ns_source", "nsl_source", "oborigurl", "ocid", "oly_anon_id", "oly_enc_id", "origref", "outbrain",
    "partner_source", "pk_campaign", "pk_cid", "pk_content", "pk_keyword", "pk_kwd", "pk_medium", "pk_source",
    "rb_clickid", "ref", "ref_", "ref_src", "ref_url", "refer", "referer", "referral", "referrer", "rss", "s_cid",
    "s_kwcid", "sc_campaign", "sc_channel", "sc_content", "sc_country", "sc_geo", "sc_medium", "sc_outcome",
    "scrolla", "sfmc_id", "share", "share_from", "share_id", "share_source", "share_token", "shareid", "smid",
    "smtyp", "soc_src", "soc_trk", "spm", "src_campaign", "sref", "srnd", "srsltid", "taboola_campaign_id", "tblci",
    "traffic_source", "trk", "trkcampaign", "tt_content", "tt_medium", "ttclid", "twclid", "vero_conv", "vero_id",
    "wbraid", "wickedid", "wt_mc", "wt_mc_o", "wt_zmc", "wtmc", "wtrid", "xtor", "yclid", "ysclid", "zanpid",
];

/// Parameters that never identify anything, by the beginning of their name.
pub(super) const PREFIXES: &[&str] = &[
    "utm_", "utm-", "mtm_", "piwik_", "matomo_", "hmb_", "_bta_", "pk_vid", "ga_", "wt.", "at_link", "hsa_", "stm_",
    "asc_",
];

/// Session ids, by whole name in lower case.
pub(super) const SESSIONS: &[&str] = &[
    "aspsessionid",
    "cfid",
    "cftoken",
    "jsessionid",
    "osccsid",
    "phpsessid",
    "session_id",
    "sessionid",
    "sid_session",
    "zenid",
];

/// Session ids only where the value looks like one: sixteen or more hexadecimal digits.
pub(super) const SESSIONS_IF_HEX: &[&str] = &["s", "ses", "sess", "session", "sid", "token"];

/// Names in fragments that, with an id behind them, mean one entry of a live page.
pub(super) const ENTRY_FRAGMENTS: &[&str] = &[
    "block", "e", "eintrag", "entry", "event", "id", "item", "live", "liveblog", "message", "msg", "news", "note", "p",
    "post", "ticker", "update",
];
