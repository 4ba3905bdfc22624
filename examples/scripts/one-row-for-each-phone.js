// 同一电话只保留一行：再次留资时更新资料并累加次数。
async function hook($req, $resp, $modules) {
    const { data } = $modules;
    const lead = $req.body;
    const known = await data.findOne("people", { phone: lead.phone });

    const record = await data.upsertData("people", ["phone"], {
        phone: lead.phone,
        name: lead.name,
        visits: known ? known.visits + 1 : 1,
    });

    $resp.body = { created: record.created, visits: record.visits };
}
