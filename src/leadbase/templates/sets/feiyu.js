// 飞鱼线索 → 客户表。每次回调都已自动记录为事件，这里只需处理数据。
async function hook($req, $resp, $modules) {
    const { data, moment } = $modules;
    const leads = Array.isArray($req.body) ? $req.body : [$req.body];

    for (const lead of leads) {
        const customer = {
            name: lead.name,
            phone: lead.telphone,
            channel: lead.clue_source == null ? undefined : String(lead.clue_source), // 未列出的代码会保留并标记
            lead_id: lead.id,
            submitted_at: lead.create_time == null ? undefined : moment.unix(Number(lead.create_time)).format(),
            city: lead.city,
            ad_id: lead.ad_id,
            ad_name: lead.ad_name,
            adv_id: lead.adv_id,
            remark: lead.remark,
        };
        if (lead.id) {
            await data.upsertData("customers", ["lead_id"], customer); // 同一条线索只有一行
        } else {
            await data.saveData("customers", customer);
        }
    }

    $resp.body = { code: "0", message: "success" };
}
