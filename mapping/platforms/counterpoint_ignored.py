"""Counterpoint's columns that are left alone, each with the reason; read by the tables.

The rows are whole database rows, hundreds of columns wide. A name that ends in `_` stands for
the numbered columns of that family, so that `LST_AGE_BAL_` covers `LST_AGE_BAL_1` to `_5`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_UPPER = "the same in capitals, for the till's own search"
_MAINTAINED = "who touched the record; its time of change is read"
_BOOKS = "bookkeeping of the merchant"
_TILL = "how the till behaves at the counter"
_WEB = "for the vendor's own web shop"
_NOT_SOLD_BY = "not part of what a shopper hears"


def _because(reason: str, names: str, *, numbered: int = 6) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names.split():
        family = (f"{name}{one}" for one in range(1, numbered + 1))
        found.update(dict.fromkeys(family if name.endswith("_") else [name], reason))
    return found


def _joined(parts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {name: reason for part in parts for name, reason in part.items()}


_RECORD = _because(_MAINTAINED, "LST_MAINT_USR_ID LST_LCK_DT RS_STAT ROW_TS")
_PROFILE = _because(
    "the merchant's own extra columns; an override maps them where they are wanted",
    "PROF_ALPHA_ PROF_COD_ PROF_DAT_ PROF_NO_",
)

LOCATION: Mapping[str, str] = _joined(
    (
        _because(_UPPER, "DESCR_UPR NAM_UPR"),
        _RECORD,
        _because(_BOOKS, "ANNL_HLD_COST_PERC GL_ACCT_NO PFT_CTR LOC_GRP_ID"),
        _because(_TILL, "FORC_USE_XFER_IN IS_OFFLINE"),
    )
)

ITEM: Mapping[str, str] = _joined(
    (
        _because(_UPPER, "DESCR_UPR LONG_DESCR_UPR"),
        _RECORD,
        _PROFILE,
        _because("another spelling of a field that is read", "SHORT_DESCR CATEG_SUBCAT"),
        _because("another spelling of the barcode", "BARCOD_3_OF_9"),
        _because(
            _BOOKS,
            "ACCT_COD LST_COST LST_AVG_COST STD_COST DFLT_COST_OF_SLS_PCT LST_RECV_DAT "
            "MIX_MATCH_COD COMMIS_COD ITEM_VEND_NO VEND_ITEM_NO LST_VEND_NO COST_OF_SLS_PCT "
            "FST_RECV_DAT LST_PO_NO LST_CNT_DAT TAX_CATEG_COD USR_COST_",
        ),
        _because(
            "further price levels apply only at the till",
            "PRC_2 PRC_3 PRC_4 PRC_5 PRC_6 MIN_PRC MAX_PRC PRC_BASED_ON",
        ),
        _because(
            _TILL,
            "PROMPT_FOR_COST PROMPT_FOR_DESCR PROMPT_FOR_UNIT PROMPT_FOR_CUSTOM_FLDS ITEM_IS_MISC "
            "IS_DISCNTBL IS_ADM_TKT IS_FOOD_STMP_ITEM HAS_IMG IMG_FILE QTY_DECS PRC_DECS "
            "REQ_SIG LBL_COD PROMPT_FOR_WGT PROMPT_FOR_QTY",
        ),
        _because(
            "sold in the stocking unit",
            "STK_UNIT PREF_UNIT PREF_UNIT_DENOM PREF_UNIT_NAM PREF_UNIT_NUMER PREF_UNIT_PRC_1 "
            "PREF_UNIT_PRC_2 PREF_UNIT_PRC_3 PREF_UNIT_REG_PRC ALT_1_UNIT ALT_1_NUMER "
            "ALT_1_DENOM ALT_1_PRC_1 WEIGHT CUBE",
        ),
        _because("serial numbers are asked for at the counter", "SER_NO_"),
        _because("warranties are the merchant's", "WARR_UNIT_ WARR_"),
        _because("which columns the till's grid shows", "GRID_ENT_ GRID_DIM_ DIM_COUNT"),
        _because("tags of the grid's dimensions", "GRID_DIM_1_TAG GRID_DIM_2_TAG GRID_DIM_3_TAG"),
        _because("codes of the merchant's own attributes", "ATTR_COD_"),
        _because(_NOT_SOLD_BY, "STAT_DAT IS_KIT_PAR IS_BOM_PAR ITEM_NAM_TYP"),
        _because(
            _WEB,
            "IS_ECOMM_ITEM ECOMM_LST_PUB_STAT ECOMM_TXBL_ ECOMM_NEW ECOMM_ON_SPECL ECOMM_CHRG_FRT "
            "ECOMM_DISC_ON_SAL ECOMM_ITEM_IS_DISCNTBL ECOMM_NXT_PUB_UPDT ECOMM_NXT_PUB_FULL "
            "ECOMM_LST_PUB_DT ECOMM_LST_PUB_TYP ECOMM_PUB_STAT URL EC_CATEG_ITEM EC_ITEM_INV",
        ),
        _because(
            "the web description's own upkeep",
            "EC_ITEM_DESCR.ITEM_NO EC_ITEM_DESCR.LST_MAINT_DT EC_ITEM_DESCR.LST_MAINT_USR_ID",
        ),
        _because("notes for staff", "IM_ITEM_NOTE"),
        _because("read with the stock", "IM_INV IM_INV_CELL IM_BARCOD IM_GRID_DIM_ IM_PRC"),
    )
)

INVENTORY: Mapping[str, str] = _joined(
    (
        _RECORD,
        _because("available is what can be promised", "NET_QTY QTY_ON_HND_SELL_UNIT"),
        _because(
            "part of what is committed or on its way",
            "QTY_ON_PO QTY_ON_BO QTY_ON_XFER_OUT QTY_ON_XFER_IN QTY_ON_ORD QTY_ON_LWY QTY_ON_SO "
            "DROPSHIP_QTY_ON_CUST_ORD DROPSHIP_QTY_ON_PO",
        ),
        _because("when and how much to order again", "MIN_QTY MAX_QTY BIN_ BIN"),
        _because(
            _BOOKS,
            "LST_COST COST_OF_SLS_PCT GL_VAL AVG_COST LST_AVG_COST STD_COST FST_RECV_DAT "
            "LST_RECV_DAT FST_SAL_DAT LST_SAL_DAT LST_CNT_DAT LST_ORD_DAT NXT_EXPECTD_PO "
            "NXT_EXPECTD_DAT NXT_EXPECTD_QTY",
        ),
        _because(
            "a judgment of the quantities that are read",
            "STK_STAT_PER_QTY_ON_HND STK_STAT_PER_QTY_AVAIL STK_STAT_PER_NET_QTY",
        ),
        _because("read cell by cell for grid items", "IM_INV_CELL"),
    )
)

CUSTOMER: Mapping[str, str] = _joined(
    (
        _because(_UPPER, "NAM_UPR FST_NAM_UPR LST_NAM_UPR"),
        _RECORD,
        _PROFILE,
        _because(
            _BOOKS,
            "CUST_TYP SLS_REP CATEG_COD STMNT_COD TERMS_COD ALLOW_AR_CHRG NO_CR_LIM CR_LIM CR_RATE "
            "NO_MAX_CHK_AMT MAX_CHK_AMT UNPSTD_BAL BAL_METH AR_ACCT_NO BAL ORD_BAL NO_OF_ORDS "
            "LWY_BAL NO_OF_LWYS DISC_PCT FCH_COD COMMNT PRC_COD TAX_EXEMPT_NO TAX_EXEMPT_EXP_DAT "
            "WRK_STMNT_ACTIV",
        ),
        _because(
            _BOOKS,
            "LST_AGE_DAT LST_AGE_BAL LST_AGE_BAL_ LST_AGE_BAL_2_5 LST_AGE_BAL_3_5 LST_AGE_BAL_4_5 "
            "LST_AGE_BAL_OPN LST_AGE_FUTR_DOCS LST_AGE_METH LST_AGE_AS_OF_DAT LST_AGE_CUTOFF_DAT "
            "LST_AGE_MAX_PRD_ LST_AGE_NO_OF_PRDS LST_AGE_NO_CUTOFF LST_AGE_PAST_CUTOFF "
            "LST_AGE_NON_STD",
        ),
        _because(
            _BOOKS,
            "LST_STMNT_DAT LST_STMNT_BAL LST_STMNT_BAL_ LST_STMNT_BAL_2_5 LST_STMNT_BAL_3_5 "
            "LST_STMNT_BAL_4_5 LST_STMNT_BAL_OPN LST_STMNT_METH LST_STMNT_BEG_DAT "
            "LST_STMNT_END_DAT LST_STMNT_MAX_PRD_ LST_STMNT_NO_OF_PRDS LST_STMNT_NO",
        ),
        _because(
            "what was bought is not told, only that something was",
            "FST_SAL_DAT LST_SAL_DAT LST_SAL_AMT LST_PMT_DAT LST_PMT_AMT",
        ),
        _because(
            "loyalty is counted at the till",
            "LOY_PGM_COD LOY_PTS_BAL TOT_LOY_PTS_EARND TOT_LOY_PTS_RDM TOT_LOY_PTS_ADJ "
            "LST_LOY_EARN_TKT_DAT LST_LOY_EARN_TKT_TIM LST_LOY_PTS_EARN LST_LOY_EARN_TKT_NO "
            "LST_LOY_RDM_TKT_DAT LST_LOY_RDM_TKT_TIM LST_LOY_PTS_RDM LST_LOY_RDM_TKT_NO "
            "LST_LOY_ADJ_DAT LST_LOY_PTS_ADJ LST_LOY_EARN_TKT_DT LST_LOY_RDM_TKT_DT LOY_CARD_NO "
            "LST_LOY_ADJ_DOC_NO",
        ),
        _because(
            _TILL,
            "SALUTATION PROMPT_NAM_ADRS SHIP_VIA_COD SHIP_ZONE_COD USE_ORD_SHIP_TO "
            "USE_LWY_SHIP_TO ALLOW_LWYS ALLOW_TKTS PROMPT_FOR_CUSTOM_FLDS REQ_PO_NO CUST_NAM_TYP "
            "STR_ID TAX_COD CONTCT_1 CONTCT_2 CUST_PRT_COD",
        ),
        _because("told in two fields already", "NAM CUST_FST_LST_NAM"),
        _because("a third line of the street", "ADRS_3"),
        _because("further ways to reach the customer", "FAX_1 FAX_2 EMAIL_ADRS_2 URL_1 URL_2"),
        _because(
            _WEB,
            "IS_ECOMM_CUST ECOMM_NXT_PUB_UPDT ECOMM_NXT_PUB_FULL ECOMM_LST_PUB_TYP "
            "ECOMM_CREATED_CUST ECOMM_LST_IMP_TYP ECOMM_LST_PUB_DT ECOMM_LST_IMP_DT ECOMM_CUST_NO "
            "EC_CUST",
        ),
        _because(
            "the merchant's mailings",
            "EMAIL_STATEMENT INCLUDE_IN_MARKETING_MAILOUTS MARKETING_MAILOUT_OPT_IN_DAT RPT_EMAIL",
        ),
        _because("notes for staff", "AR_CUST_NOTE"),
        _because("other addresses; a shopper names the one to ship to", "AR_SHIP_ADRS"),
        _because("cards on file are left alone", "AR_CUST_CARDS AR_CUST_CARD"),
    )
)

STORE: Mapping[str, str] = _joined(
    (
        _because(_UPPER, "DESCR_UPR NAM_UPR"),
        _RECORD,
        {"LST_MAINT_DT": "read each time", "RS_UTC_DT": "read each time"},
        _because("the till's name for it; the stock location's is told", "DESCR NAM"),
        _because("the till says which store it is", "STR_ID STK_LOC_ID PRC_LOC_ID WRKGRP_ID"),
        _because("another line of the same", "ADRS_3 PHONE_2 FAX_1 FAX_2 CONTCT_1 CONTCT_2"),
        _because(_TILL, "PS_STR_CFG_PS PS_STR_CFG_OE USE_OE EMAIL_ADRS_1 URL_1 TAX_COD"),
    )
)

COMPANY: Mapping[str, str] = {
    "KEY_ID": "always 1",
    "DB_CTL": "the database behind the server",
    **_RECORD,
    "LST_MAINT_DT": "read each time",
    "RS_UTC_DT": "read each time",
    **_because(
        "the office's address; stores have their own",
        "ADRS_1 ADRS_2 CITY STATE ZIP_COD CNTRY PHONE_1 FAX_1 CONTCT_1 EMAIL_ADRS_1",
    ),
    **_because(
        "how the company keeps its users",
        "USE_PWDS MIN_PWD_LEN PWD_CHNG_DAYS REQ_COMPLEX_PWD PREV_UNIQUE_PWDS LOGIN_ATTEMPTS "
        "USE_WINDOWS_AUTH RESTRICT_TO_REGISTERED_WORKSTATIONS USE_TIMCRDS STALE_CLCK_IN_HRS "
        "ALLOW_RE_CLCK_IN RE_CLCK_IN_MINS ALLOW_ORPHAN_CLCK_OUT TIMCRD_DFLT_USR_ID COPY_USR_BAT "
        "PROMPT_FOR_USR_BAT COPY_USR_DRW PROMPT_FOR_USR_DRW COPY_USR_PREF PROMPT_FOR_USR_PREF",
    ),
    **_because(
        _BOOKS,
        "CURR_CALNDR_ID CENTURY_OFFSET MAIN_ACCT_START MAIN_ACCT_LEN PFT_CTR_START PFT_CTR_LEN "
        "MAX_LKUP_ROWS MAX_TBL_VIEW_ROWS USE_FAST_OPN MAIL_REFRSH_SECS MAIL_AUTO_PURGE_DAYS "
        "RPT_EMAIL_BODY USE_EXT_EDC USE_DROPSHIP SECURE_PAYMENT_DATA_MODE",
    ),
    **_because(
        "how sales are posted to the ledger",
        "AR_CASH_DETL_DIST AR_CASH_DIST_REF AR_ADJ_DETL_DIST AR_ADJ_DIST_REF AR_FCH_DETL_DIST "
        "AR_FCH_DIST_REF PS_SLS_DETL_DIST PS_SLS_DIST_REF PS_PMT_DETL_DIST PS_PMT_DIST_REF "
        "PS_MISC_DETL_DIST PS_MISC_DIST_REF PS_TAX_DETL_DIST PS_TAX_DIST_REF PS_GFC_DETL_DIST "
        "PS_GFC_DIST_REF PS_STC_DETL_DIST PS_STC_DIST_REF PS_SVC_DETL_DIST PS_SVC_DIST_REF "
        "PS_PAY_IN_OUT_DETL_DIST PS_PAY_IN_OUT_DIST_REF PS_PAY_ON_ACCT_DETL_DIST "
        "PS_PAY_ON_ACCT_DIST_REF OE_SLS_DETL_DIST OE_SLS_DIST_REF OE_PMT_DETL_DIST "
        "OE_PMT_DIST_REF OE_MISC_DETL_DIST OE_MISC_DIST_REF OE_TAX_DETL_DIST OE_TAX_DIST_REF "
        "OE_GFC_DETL_DIST OE_GFC_DIST_REF OE_STC_DETL_DIST OE_STC_DIST_REF OE_SVC_DETL_DIST "
        "OE_SVC_DIST_REF IM_RECV_DETL_DIST IM_RECV_DIST_REF IM_SLS_DETL_DIST IM_SLS_DIST_REF "
        "IM_ADJ_DETL_DIST IM_ADJ_DIST_REF IM_CNT_DETL_DIST IM_CNT_DIST_REF IM_XFER_DETL_DIST "
        "IM_XFER_DIST_REF IM_RTV_DETL_DIST IM_RTV_DIST_REF IM_BOM_ASSEM_DETL_DIST "
        "IM_BOM_ASSEM_DIST_REF PO_ADJ_DETL_DIST PO_ADJ_DIST_REF",
    ),
    **_because(
        "rules of the merchant's gift cards and credits",
        "USE_GFC NO_GFC_EXP ROUND_GFC_EXP_TO_EOM ALLOW_OTHR_STR_GFCS CLSD_GFC_JRNL_METH "
        "MIN_GFC_RDM_PCT CLSD_GFC_JRNL_DIST USE_STC NO_STC_EXP ROUND_STC_EXP_TO_EOM "
        "ALLOW_OTHR_STR_STCS CLSD_STC_JRNL_METH STC_LIAB_ACCT_NO STC_LIAB_METH STC_RDM_ACCT_NO "
        "STC_RDM_METH STC_FORF_ACCT_NO STC_FORF_METH CLSD_STC_JRNL_DIST USE_SVC SVC_PROCESSOR "
        "SVC_MIN_ACTIV_AMT SVC_MIN_RECHRG_AMT SVC_MAX_RFND_AMT SVC_MAX_CASH_BACK_AMT "
        "NO_SVC_MAX_CASH_BACK_AMT REQ_SVC_PIN USE_GFT_RGSTRY ALLOW_OTHR_STR_GFT_RGSTRY "
        "GFT_RGSTRY_VAL_MONS",
    ),
}

ORDER: Mapping[str, str] = _joined(
    (
        _RECORD,
        _because("where and by whom it was rung up", "STR_ID STA_ID DRW_ID DRW_SESSION_ID USR_ID"),
        _because("who gets the commission", "SLS_REP"),
        _because(
            "counts of the lines that are read",
            "SAL_LINS ORD_LINS GFC_LINS BO_LINS SO_LINS RET_LINS SVC_LINS DS_LINS FOOD_STMP_LINS "
            "SAL_LIN_TOT RET_LIN_TOT ORD_LIN_TOT TO_REL_LINS TO_LEAVE_LINS LWY_LINS",
        ),
        _because("which tax code; the amounts are read", "TAX_COD NORM_TAX_COD PS_DOC_TAX"),
        _because("food stamps are taken at the counter", "FOOD_STMP_AMT FOOD_STMP_TAX_AMT"),
        _because("food stamps are taken at the counter", "FOOD_STMP_NORM_TAX_AMT"),
        _because(
            _TILL,
            "TKT_TYP PRC_LOC_ID DOC_GUID REQ_REPRICE IS_DOC_COMMITTED TIMES_PRTD IS_REL_TKT "
            "IS_OFFLINE HAS_ENTD_LINS HAS_INVCD_LINS HAS_RLSD_LINS",
        ),
        _because("amounts are in the totals", "PS_DOC_HDR_MISC_CHRG"),
        _because("how the till keeps track", "PS_DOC_AUDIT_LOG PS_DOC_HDR_ORIG_DOC"),
        _because("gift cards sold are not ours", "PS_DOC_GFC"),
        _because("no parcel number has been seen in it yet", "PS_DOC_PKG_TRK_NO"),
        _because("the recipient is known from the order", "BILL_TO_CONTACT SHIP_TO_CONTACT"),
        _because("the recipient is known from the order", "PS_DOC_CONTACT"),
    )
)

ORDER_LINE: Mapping[str, str] = _joined(
    (
        _RECORD,
        _because("known from the document", "DOC_ID STR_ID STA_ID TKT_NO STK_LOC_ID PRC_LOC_ID"),
        _because(
            "other prices than the one asked",
            "UNIT_RETL_VAL CALC_PRC REG_PRC PRC_1 GROSS_EXT_PRC DISP_EXT_PRC GROSS_DISP_EXT_PRC "
            "CALC_EXT_PRC HAS_PRC_OVRD USR_ENTD_PRC PS_DOC_LIN_PRICE MIX_MATCH_COD "
            "MIX_MATCH_CONTRIB MIX_MATCH_PRC_BASED_ON IS_DISCNTBL",
        ),
        _because(_BOOKS, "EXT_COST UNIT_COST PRESUMED_COST COST_OF_SLS_PCT ITEM_VEND_NO SLS_REP"),
        _because(
            "facts of the item, read with the catalog",
            "CATEG_COD SUBCAT_COD ITEM_TYP QTY_DECS PRC_DECS BARCOD TRK_METH IS_KIT_PAR "
            "UNIT_WEIGHT UNIT_CUBE IS_WEIGHED IS_TXBL NORM_IS_TXBL IS_FOOD_STMP_ELIG",
        ),
        _because("sold in the stocking unit", "QTY_NUMER QTY_DENOM QTY_UNIT SELL_UNIT"),
        _because(
            "how far staff have come, line by line; the header tells it for the order",
            "ORIG_QTY QTY_SHIPPED QTY_RET IS_VAL_RET QTY_ENTD QTY_PCKD QTY_PCKVRFD QTY_INVCD "
            "QTY_TO_FILL QTY_TO_REL QTY_TO_LEAVE",
        ),
        _because(_TILL, "LIN_TYP LIN_GUID IS_MAN_ENTD_WGHT PS_DOC_LIN_PROMPT"),
        _because("what the tax would be without exemption", "NORM_TAX_AMT_ALLOC"),
        _because("the line's dimensions tell it", "PS_DOC_LIN_CELL IS_SINGLE_CELL"),
        _because("serial numbers are the counter's", "PS_DOC_LIN_SER"),
    )
)

UNREAD: Mapping[str, str] = {
    "ErrorCode": "read with the status",
    "Message": "names customers; the code says enough",
    "Category": "its names are read with the items",
    "Categories": "their names are read with the items",
    "Documents": "the answer to a new document is read by itself",
    "reference": "which kind of record a write was about",
    "Link": "where to read what was written: its path is known",
    "CUST_NO": "answers to writes on customers, which we do not make",
    "Paycodes": "the pay code of voice orders is a setting of the connection",
    "Paycode": "the pay code of voice orders is a setting of the connection",
    "TaxCodes": "the taxes of voice orders are a setting of the connection",
    "PS_STA": "the till of voice orders is a setting of the connection",
    "PS_TAX": "sums of the taxes that the document tells one by one",
    "SY_WRKGRP": "numbering and templates of the back office",
    "SY_USR": "users of the back office",
    "IM_CTL": "how the company keeps its inventory",
    "IM_INV_LOC": "what goods cost the merchant is none of a shopper's business",
    "IM_SER": "serial-numbered goods are sold at the counter",
    "SY_GFC": "gift cards are used at the counter",
    "AR_OPN_ITEM": "what a customer owes on account is not a purchase history",
    "AR_CUST_CARD": "cards on file are left alone",
    "AR_CUST_NOTE": "notes for staff",
    "AR_SHIP_ADRS": "other addresses; a shopper names the one to ship to",
    "PS_DOC_NOTE": "read with its document",
    "EC_CATEG": "categories of the vendor's own web shop; the items' own are read",
    "SystemInfo": "for the server's administrator",
}
"""Top-level names of bodies that no table reads, with the reason."""
