// 一次推送多条线索：要么全部写入，要么一条都不写。
async function hook($req, $resp, $modules) {
    const { data, moment, lodash } = $modules;
    const leads = lodash.uniqBy($req.body.leads, "id");

    const saved = await data.saveMany(
        "leads",
        leads.map((lead) => ({
            lead_id: lead.id,
            name: lead.name,
            day: moment.unix(lead.time).format("YYYY-MM-DD"),
        })),
    );

    $resp.body = { saved: saved.length };
}
